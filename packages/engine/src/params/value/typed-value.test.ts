import { type Parameter, parseJson, stringifyJson } from '@rondo/model';
import type { SelData } from '@rondo/sel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bareValue, doubleEntries, interpolatedText, typedResult } from './typed-value.ts';

const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const double = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  fc.integer(),
);
const scalar: fc.Arbitrary<SelData> = fc.oneof(
  fc.string().map((value) => ({ type: 'STRING', value }) as const),
  long.map((value) => ({ type: 'LONG', value }) as const),
  double.map((value) => ({ type: 'DOUBLE', value }) as const),
  fc.boolean().map((value) => ({ type: 'BOOLEAN', value }) as const),
  fc.array(fc.string()).map((value) => ({ type: 'STRING_ARRAY', value }) as const),
  fc.array(long, { minLength: 1 }).map((value) => ({ type: 'LONG_ARRAY', value }) as const),
  fc.array(double, { minLength: 1 }).map((value) => ({ type: 'DOUBLE_ARRAY', value }) as const),
);
const { map } = fc.letrec<{ map: SelData; entry: SelData }>((tie) => ({
  entry: fc.oneof({ depthSize: 'small' }, scalar, tie('map')),
  map: fc
    .array(fc.tuple(fc.oneof(fc.string(), fc.constant('__proto__')), tie('entry')), { maxLength: 5 })
    .map((entries) => ({ type: 'MAP', value: new Map(entries) })),
}));

const stored = (data: SelData): Parameter => {
  const marks = doubleEntries(data);
  const param: Parameter = { type: 'MAP', evaluated_result: bareValue(data), evaluated_time: 1 };
  return parseJson(stringifyJson(marks ? { ...param, double_entries: marks } : param)) as Parameter;
};

describe('a MAP result', () => {
  test('has the same types and digits after it was stored as JSON', () => {
    fc.assert(
      fc.property(map, (data) => {
        expect(typedResult(stored(data))).toEqual(data);
      }),
    );
  });

  test('needs marks only where a DOUBLE looks like a LONG', () => {
    const entries = new Map<string, SelData>([
      ['half', { type: 'DOUBLE', value: 0.5 }],
      ['two', { type: 'DOUBLE', value: 2 }],
      ['declared', { type: 'DOUBLE', value: 3 }],
    ]);
    expect(
      doubleEntries({ type: 'MAP', value: entries }, { declared: { type: 'DOUBLE', value: 3 } }),
    ).toEqual({
      two: true,
    });
  });
});

test('arrays and maps are interpolated as compact JSON, doubles in their Java form', () => {
  expect(interpolatedText({ type: 'DOUBLE_ARRAY', value: [1, 1e7, 0.5] })).toBe('[1.0,1.0E7,0.5]');
  expect(interpolatedText({ type: 'LONG', value: 2n ** 62n })).toBe('4611686018427387904');
});

test('a DOUBLE that JSON cannot hold is stored by its name', () => {
  const data: SelData = { type: 'DOUBLE_ARRAY', value: [Number.NaN, Number.NEGATIVE_INFINITY] };
  const param: Parameter = { type: 'DOUBLE_ARRAY', evaluated_result: bareValue(data), evaluated_time: 1 };
  expect(param.evaluated_result).toEqual(['NaN', '-Infinity']);
  expect(typedResult(param)).toEqual(data);
});
