import type { Parameter, Parameters } from '@rondo/model';
import { expect, test } from 'vitest';
import { evaluated, good, NOW, refusal } from '../../test/param-scope.ts';
import { mergeOutputParams, SAME_AS_RESULT } from './output.ts';

const params: Parameters = {
  text: evaluated('before'),
  number: { type: 'LONG', value: 1, evaluated_result: 1, evaluated_time: NOW },
  map: {
    type: 'MAP',
    value: { a: { type: 'STRING', value: '1' } },
    evaluated_result: { a: '1' },
    evaluated_time: NOW,
  },
  fixed: { ...evaluated('x'), mode: 'MUTABLE_ON_START' },
};

const reported = (type: Parameter['type'], value: NonNullable<Parameter['value']>): Parameter => ({
  type,
  value,
  evaluated_result: value as string,
  evaluated_time: NOW + 1,
});

test('a reported param replaces value and result and tells its source', () => {
  const merged = good(mergeOutputParams(params, { text: reported('STRING', 'after') }));
  expect(merged.text).toMatchObject({
    value: 'after',
    evaluated_result: 'after',
    evaluated_time: NOW + 1,
    source: 'OUTPUT_PARAMETER',
  });
  expect(merged.number).toBe(params.number);
});

test('the declared type stays and the result is converted into it', () => {
  const merged = good(
    mergeOutputParams(params, { text: reported('LONG', 5), number: reported('STRING', '6') }),
  );
  expect(merged.text).toMatchObject({ type: 'STRING', value: '5', evaluated_result: '5' });
  expect(merged.number).toMatchObject({ type: 'LONG', value: 6, evaluated_result: 6 });
});

test('a map is merged entry by entry', () => {
  const map: Parameter = {
    type: 'MAP',
    value: { b: { type: 'STRING', value: '2' } },
    evaluated_result: { b: '2' },
    evaluated_time: NOW,
  };
  const merged = good(mergeOutputParams(params, { map }));
  expect(Object.keys(merged.map?.value as object)).toEqual(['a', 'b']);
});

test('a placeholder for a large literal becomes its result again', () => {
  const large: Parameter = { ...evaluated('y'.repeat(2000)), value: SAME_AS_RESULT };
  expect(good(mergeOutputParams(params, { text: large })).text?.value).toHaveLength(2000);
});

test('what is not declared, not MUTABLE or of another type is refused by name', () => {
  expect(refusal(mergeOutputParams(params, { nope: evaluated('x') }))).toBe(
    'VALIDATION: Invalid output parameter [nope], not defined in params',
  );
  expect(refusal(mergeOutputParams(params, { fixed: evaluated('y') }))).toContain('MUTABLE_ON_START');
  expect(refusal(mergeOutputParams(params, { number: reported('STRING', 'six') }))).toContain(
    'type mismatch',
  );
});
