import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { runSelLayerCase, type SelLayerCase } from '../test/run-case.ts';
import { CONFORMANCE_EXCEPTIONS } from './conformance-exceptions.ts';

const FILE = fileURLToPath(new URL('../../../../shared/cases/sel-cases.json', import.meta.url));
const LAYERS = ['sel', 'expr', 'validate'];

function layerOf(c: SelLayerCase): string {
  return c.layer ?? (c.kind === 'expression' ? 'sel' : c.kind);
}

function check(c: SelLayerCase): void {
  const outcome = runSelLayerCase(c);
  const exception = CONFORMANCE_EXCEPTIONS[c.id]?.expected;
  if (exception !== undefined) {
    if ('type' in exception) expect(outcome).toEqual({ value: exception });
    else expect(outcome.errorCode).toBe(exception.errorCode);
  } else if (c.expected !== undefined) {
    // Scalars are copied (decision D1).
    expect(outcome).toEqual({ value: c.expectedIfCopied ?? c.expected });
  } else {
    expect(outcome.errorCode).toBe(c.errorCode);
    if (c.causeCode !== undefined) expect(outcome.causeCode).toBe(c.causeCode);
  }
}

if (existsSync(FILE)) {
  const cases = (JSON.parse(readFileSync(FILE, 'utf8')) as SelLayerCase[]).filter((c) =>
    LAYERS.includes(layerOf(c)),
  );
  const passed: Record<string, number> = {};

  describe('the recorded behaviour of the reference', () => {
    for (const c of cases) {
      it(`${c.id}: ${String(c.expr).slice(0, 80)}`, () => {
        check(c);
        const kind = `${c.kind}/${layerOf(c)}`;
        passed[kind] = (passed[kind] ?? 0) + 1;
      });
    }

    it('has every exception among its cases', () => {
      const ids = new Set(cases.map(({ id }) => id));
      expect(Object.keys(CONFORMANCE_EXCEPTIONS).filter((id) => !ids.has(id))).toEqual([]);
    });

    afterAll(() => {
      const counts = Object.entries(passed).map(([kind, count]) => `${kind} ${count}`);
      process.stdout.write(`SEL cases passed of ${cases.length}: ${counts.join(', ')}\n`);
    });
  });
} else {
  it.skip('the recorded behaviour of the reference: skipped, shared/cases/sel-cases.json is not here', () =>
    undefined);
}
