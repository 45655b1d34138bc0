import { PARAM_MODES, type ParamDefinition, type ParamDefinitions, type ParamMode } from '@rondo/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MergeContext, mergeParams } from './merge.ts';
import { isStricter } from './mode.ts';

const text = (value: string, rest: Partial<ParamDefinition> = {}): ParamDefinition => ({
  type: 'STRING',
  value,
  ...rest,
});

function merged(base: ParamDefinitions, from: ParamDefinitions, context: MergeContext): ParamDefinitions {
  const result = mergeParams(base, from, context);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

function refusal(base: ParamDefinitions, from: ParamDefinitions, context: MergeContext): string {
  const result = mergeParams(base, from, context);
  return result.ok ? 'merged' : result.error.message;
}

describe('mergeParams', () => {
  test('shares what the merge does not touch', () => {
    const base = { a: text('1'), b: text('2') };
    expect(mergeParams(base, {}, { source: 'LAUNCH' })).toEqual({ ok: true, value: base });
    expect(merged(base, { b: text('3') }, { source: 'LAUNCH' }).a).toBe(base.a);
  });

  test('changes neither of its inputs', () => {
    const base = { m: { type: 'MAP', value: { a: text('1') } } } as ParamDefinitions;
    const from = { m: { type: 'MAP', value: { a: text('2'), b: text('3') } } } as ParamDefinitions;
    const before = structuredClone([base, from]);
    merged(base, from, { source: 'LAUNCH' });
    expect([base, from]).toEqual(before);
  });

  test('keeps the type of the base and converts the value', () => {
    const base: ParamDefinitions = { a: { type: 'LONG', value: 1 } };
    expect(merged(base, { a: text('9007199254740993') }, { source: 'LAUNCH' }).a).toMatchObject({
      type: 'LONG',
      value: 9007199254740993n,
    });
    expect(refusal(base, { a: text('1.5') }, { source: 'LAUNCH' })).toContain(
      'ParameterDefinition type mismatch name [a] from [STRING] != to [LONG]',
    );
  });

  test.each([
    ['an entry of a CONSTANT map', { type: 'MAP', value: { a: text('1') }, mode: 'CONSTANT' }],
    ['a CONSTANT string map', { type: 'STRING_MAP', value: { a: '1' }, mode: 'CONSTANT' }],
  ] as const)('refuses to add %s', (_, param) => {
    const entry = param.type === 'MAP' ? { b: text('2') } : { b: '2' };
    const from = { m: { type: param.type, value: entry } } as ParamDefinitions;
    expect(refusal({ m: param as ParamDefinition }, from, { source: 'LAUNCH' })).toBe(
      'Cannot modify param with mode [CONSTANT] for parameter [m]',
    );
  });

  test('accepts in every mode what changes nothing', () => {
    for (const mode of PARAM_MODES) {
      const base = { a: text('1', { mode }) };
      expect(refusal(base, { a: text('1') }, { source: 'RESTART', isRestart: true })).toBe('merged');
    }
  });

  test('puts in a param with a hostile name without harm', () => {
    const from = JSON.parse(
      '{"__proto__": {"type": "STRING", "value": "x"}, "constructor": {"type": "STRING", "value": "y"}}',
    );
    const result = merged({}, from, { source: 'LAUNCH' });
    expect(Object.keys(result)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(refusal({ a: text('1') }, from, { source: 'LAUNCH' })).toBe('merged');
  });

  test('never loosens a mode for a user, whatever is merged', () => {
    const mode = fc.option(fc.constantFrom<ParamMode>(...PARAM_MODES), { nil: undefined });
    const source = fc.constantFrom('DEFINITION', 'LAUNCH', 'RESTART', 'OUTPUT_PARAMETER', 'FOREACH');
    fc.assert(
      fc.property(
        mode,
        mode,
        source,
        fc.boolean(),
        fc.boolean(),
        (before, after, from, isUpstream, isRestart) => {
          const base = { a: text('1', { mode: before }) };
          const result = mergeParams(
            base,
            { a: text('2', { mode: after }) },
            { source: from as 'LAUNCH', isUpstream, isRestart },
          );
          if (!result.ok) return;
          expect(isStricter(before, result.value.a?.mode)).toBe(false);
          expect(['IMMUTABLE', 'CONSTANT']).not.toContain(before);
        },
      ),
    );
  });

  test('names the reserved param that a user tries to set', () => {
    const base = {
      step_id: text('x', { internal_mode: 'RESERVED', mode: 'CONSTANT', source: 'SYSTEM_DEFAULT' }),
    };
    expect(refusal(base, { step_id: text('y') }, { source: 'DEFINITION' })).toContain('[step_id]');
  });
});
