import type { Parameters, ParamType } from '@rondo/model';
import { describe, expect, it } from 'vitest';
import { parseOutputData } from './output-data.ts';

const NOW = 1_700_000_000_000;

function declare(types: Record<string, ParamType>): Parameters {
  return Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type }]));
}

function evaluated(json: string, types: Record<string, ParamType> = {}): Record<string, unknown> {
  const { params } = parseOutputData(json, declare(types), NOW);
  return Object.fromEntries(
    Object.entries(params).map(([name, param]) => [name, [param.type, param.evaluated_result]]),
  );
}

describe('output data', () => {
  it('accepts full params as Maestro jobs print them', () => {
    const text =
      '{"params":{"foo":{"value":"bar","evaluated_result":"bar","evaluated_time":1,"type":"STRING","name":"foo"}},"artifacts":{"maestro_retry":{"type":"RETRY","retryable":false}}}';
    expect(parseOutputData(text, {}, NOW)).toEqual({
      params: { foo: { type: 'STRING', value: 'bar', evaluated_result: 'bar', evaluated_time: 1 } },
      artifacts: { maestro_retry: { type: 'RETRY', retryable: false } },
    });
  });

  it('fills in what a full param leaves out', () => {
    expect(
      evaluated('{"params":{"n":{"type":"long","value":"5"},"d":{"type":"DOUBLE","value":"1.50"}}}'),
    ).toEqual({
      n: ['LONG', 5],
      d: ['DOUBLE', 1.5],
    });
    const nested = '{"params":{"m":{"type":"MAP","value":{"a":{"type":"LONG","value":1}}}}}';
    expect(parseOutputData(nested, {}, NOW).params.m).toEqual({
      type: 'MAP',
      value: { a: { type: 'LONG', value: 1 } },
      evaluated_result: { a: 1 },
      evaluated_time: NOW,
    });
  });

  it('types bare values by what fits them best', () => {
    const json =
      '{"params":{"rmse":12.5,"n":12,"ok":true,"s":"x","big":9007199254740993,"ls":[1,2],"ds":[1,2.5],"ss":["1"],"bs":[true],"sm":{"a":"b"},"m":{"a":1},"none":[]}}';
    expect(evaluated(json)).toEqual({
      rmse: ['DOUBLE', 12.5],
      n: ['LONG', 12],
      ok: ['BOOLEAN', true],
      s: ['STRING', 'x'],
      big: ['LONG', 9007199254740993n],
      ls: ['LONG_ARRAY', [1, 2]],
      ds: ['DOUBLE_ARRAY', [1, 2.5]],
      ss: ['STRING_ARRAY', ['1']],
      bs: ['BOOLEAN_ARRAY', [true]],
      sm: ['STRING_MAP', { a: 'b' }],
      m: ['MAP', { a: 1 }],
      none: ['STRING_ARRAY', []],
    });
  });

  it('gives bare values the declared type where they fit it', () => {
    const json = '{"params":{"rmse":12,"s":5,"ds":[1],"none":[],"m":{"a":"b"}}}';
    const types = { rmse: 'DOUBLE', s: 'STRING', ds: 'DOUBLE_ARRAY', none: 'LONG_ARRAY', m: 'MAP' } as const;
    expect(evaluated(json, types)).toEqual({
      rmse: ['DOUBLE', 12],
      s: ['STRING', '5'],
      ds: ['DOUBLE_ARRAY', [1]],
      none: ['LONG_ARRAY', []],
      m: ['MAP', { a: 'b' }],
    });
  });

  it.each([
    ['nonsense', 'is not JSON'],
    ['[]', 'must be a JSON object, not []'],
    ['{"param":{}}', 'has the unknown key [param]; known: params, artifacts'],
    ['{"params":[1]}', 'params must be a JSON object, not [1]'],
    ['{"params":{"n":12.5}}', 'params.n must be a LONG, as the step declares it, not 12.5'],
    ['{"params":{"x":null}}', 'params.x is null'],
    ['{"params":{"x":{"a":null,"b":1}}}', 'params.x.a is null'],
    ['{"params":{"x":[[1]]}}', 'params.x must be a STRING_ARRAY'],
    ['{"params":{"x":{"type":"LONG","value":"abc"}}}', 'params.x.value must be a LONG, not "abc"'],
    [
      '{"params":{"x":{"type":"LONG","value":1,"evaluated_result":"a"}}}',
      'params.x.evaluated_result must be a LONG',
    ],
    ['{"artifacts":{"a":1}}', 'artifacts.a must be a JSON object, not 1'],
    ['{"artifacts":{"a":{"type":"NOTEBOOK"}}}', 'artifacts.a.output_path'],
    [`"${'x'.repeat(750_000)}"`, 'has 750002 characters, more than the limit of 750000'],
  ])('names what is wrong in %.60s', (json, message) => {
    expect(() => parseOutputData(json, declare({ n: 'LONG' }), NOW)).toThrow(message);
  });

  it('treats names of built-in object properties like any other name', () => {
    const { params } = parseOutputData('{"params":{"__proto__":1,"constructor":2}}', {}, NOW);
    expect(Object.keys(params)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(params)).toBe(Object.prototype);
  });
});
