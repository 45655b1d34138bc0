import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DslError } from './dsl-error.ts';
import { dslToParams } from './dsl-params.ts';
import { dslToSuccessors } from './dsl-transition.ts';

const file = new URL('../../../../../shared/cases/param-cases.json', import.meta.url);
if (!existsSync(file)) process.stdout.write('skipped: the DSL cases, ../shared/cases is not there\n');

interface Case {
  id: string;
  kind: string;
  params: unknown;
  expected?: unknown;
}
const cases: Case[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
const ofKind = (kind: string) => cases.filter((one) => one.kind === kind);

describe.runIf(cases.length > 0)('the recorded DSL facts', () => {
  it.each([...ofKind('dsl-params'), ...ofKind('dsl-transition')])('$id', ({ kind, params, expected }) => {
    const read = () => (kind === 'dsl-params' ? dslToParams(params) : dslToSuccessors(params));
    if (expected === undefined) expect(read).toThrow(DslError);
    else expect(read()).toEqual(expected);
  });
});
