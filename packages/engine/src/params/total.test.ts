// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are references in the language of params
import { type ParamDefinitions, paramDefinitionsSchema, parseJson, stringifyJson } from '@rondo/model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { results, stepScope, workflowScope } from '../../test/param-scope.ts';
import { cleanupParams } from './cleanup.ts';
import { evaluateStepParams, evaluateWorkflowParams } from './evaluate.ts';
import { freezeParams } from './freeze.ts';
import { mergeParams } from './merge.ts';

const name = fc.constantFrom('a', 'b', 'c', 'm', 's__a', '__proto__', 'constructor', 'a-b');
const text = fc
  .array(fc.constantFrom('$', '$$', '${', '}', 'a', 'b', 'm', 's__a', 'params', ' ', '.', "get('a')", '1'), {
    maxLength: 6,
  })
  .map((parts) => parts.join(''));
const expression = fc.oneof(
  text,
  fc.constantFrom(
    'a',
    'b + 1',
    "m.get('a')",
    "params['a']",
    "'x$a'",
    'new Map()',
    'new long[]{1,2};',
    '1.0',
    'null',
    'c += 1; c',
  ),
);
const literal = fc.oneof(
  text,
  fc.integer(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.boolean(),
  fc.constant(1e300),
  fc.array(text, { maxLength: 3 }),
  fc.array(fc.integer(), { maxLength: 3 }),
  fc.dictionary(name, text, { maxKeys: 3 }),
);
const type = fc.constantFrom(
  'STRING',
  'LONG',
  'DOUBLE',
  'BOOLEAN',
  'STRING_ARRAY',
  'LONG_ARRAY',
  'STRING_MAP',
  'MAP',
);
const mode = fc.option(fc.constantFrom('MUTABLE', 'MUTABLE_ON_START', 'IMMUTABLE', 'CONSTANT'), {
  nil: undefined,
});
const plain = fc.oneof(
  fc.record({ type, value: literal, mode }),
  fc.record({ type, expression, mode }),
  fc.record({ type, mode }),
);
const nested = fc.record({
  type: fc.constant('MAP'),
  value: fc.dictionary(name, plain, { maxKeys: 3 }),
  mode,
});

/** Definitions as they come from a request: what cannot be decoded never gets this far. */
const definitions: fc.Arbitrary<ParamDefinitions> = fc
  .array(fc.tuple(name, fc.oneof(plain, plain, nested)), { maxLength: 5 })
  .map(
    (entries) =>
      Object.fromEntries(
        entries.flatMap(([key, raw]) => {
          const decoded = paramDefinitionsSchema.safeParse({ [key]: raw });
          return decoded.success ? [[key, decoded.data[key]] as const] : [];
        }),
      ) as ParamDefinitions,
  );

test('evaluation ends with results or an error, and never throws', () => {
  fc.assert(
    fc.property(definitions, definitions, (workflow, step) => {
      const evaluated = evaluateWorkflowParams(workflow, workflowScope());
      const workflowParams = evaluated.ok ? evaluated.value : {};
      const own = evaluateStepParams(step, stepScope({ workflowParams }));
      for (const result of [evaluated, own]) if (!result.ok) expect(result.error.message).not.toBe('');
    }),
    { numRuns: 1000 },
  );
});

test('merging and cleaning end with definitions or an error, and change no input', () => {
  const source = fc.constantFrom(
    'SYSTEM_DEFAULT',
    'DEFINITION',
    'LAUNCH',
    'RESTART',
    'FOREACH',
    'OUTPUT_PARAMETER',
  );
  fc.assert(
    fc.property(definitions, definitions, source, fc.boolean(), (base, from, stage, isUpstream) => {
      const before = [stringifyJson(base), stringifyJson(from)];
      const merged = mergeParams(base, from, { source: stage as 'LAUNCH', isUpstream });
      if (merged.ok) cleanupParams(merged.value);
      expect([stringifyJson(base), stringifyJson(from)]).toEqual(before);
    }),
    { numRuns: 1000 },
  );
});

test('params that were stored, frozen and evaluated again have the same results', () => {
  fc.assert(
    fc.property(definitions, (params) => {
      const first = evaluateWorkflowParams(params, workflowScope());
      if (!first.ok) return;
      const stored = parseJson(stringifyJson(first.value)) as typeof first.value;
      const again = evaluateWorkflowParams(freezeParams(stored), workflowScope());
      expect(again.ok && results(again.value)).toEqual(results(first.value));
    }),
    { numRuns: 1000 },
  );
});
