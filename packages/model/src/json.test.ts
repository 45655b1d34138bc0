import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson, stringifyJson } from './json.ts';

const long = fc
  .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  .map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value));
const { tree: anyJson } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    long,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('tree')),
    fc.dictionary(fc.string(), tie('tree'), { noNullPrototype: true }),
  ),
}));

describe('JSON with 64-bit integers', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(parseJson(stringifyJson(value))).toEqual(value);
      }),
    );
  });

  it('agrees with JSON.parse wherever no integer is too long for it', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const plain = JSON.parse(text);
        if (!/\d{16}/.test(text)) expect(parseJson(text)).toEqual(plain);
      }),
    );
  });

  it.each([
    ['9223372036854775807', 9223372036854775807n],
    ['-9223372036854775808', -9223372036854775808n],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['0.1234567890123456', 0.1234567890123456],
    ['1234567890123456e3', 1234567890123456e3],
    ['"12345678901234567890"', '12345678901234567890'],
    ['["\\"12345678901234567",12345678901234567]', ['"12345678901234567', 12345678901234567n]],
    ['{"12345678901234567":1}', { '12345678901234567': 1 }],
  ])('reads %s exactly', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it('refuses what is not JSON, also beside a long integer', () => {
    for (const text of [
      '',
      '{',
      '[12345678901234567,]',
      '12345678901234567x',
      '012345678901234567',
      "{'a':1}",
    ]) {
      expect(() => parseJson(text)).toThrow(SyntaxError);
    }
  });

  it('keeps a __proto__ key as an ordinary one', () => {
    for (const digits of ['1', '12345678901234567']) {
      const value = parseJson(`{"__proto__":{"admin":${digits}}}`) as Record<string, unknown>;
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(value.admin).toBeUndefined();
      expect(Object.keys(value)).toEqual(['__proto__']);
    }
  });

  it('takes text that begins with NUL for text, as value and as key', () => {
    const value = { '\u0000k': ['\u00005', '\u0000\u0000x', 12345678901234567n], k: '\u0000' };
    expect(parseJson(stringifyJson(value))).toEqual(value);
  });

  it('writes a double beyond the safe integers as one', () => {
    expect(stringifyJson([1e16, -9007199254740992, 1e21])).toBe(
      '[10000000000000000.0,-9007199254740992.0,1e+21]',
    );
  });

  it('writes NaN and the infinities as text, and leaves undefined fields out', () => {
    const value = {
      nan: Number.NaN,
      list: [Number.POSITIVE_INFINITY, undefined],
      none: undefined,
      big: 2n ** 60n,
    };
    expect(stringifyJson(value)).toBe('{"nan":"NaN","list":["Infinity",null],"big":1152921504606846976}');
    expect(stringifyJson({ nan: Number.NaN })).toBe('{"nan":"NaN"}');
  });

  it('does not hide a cycle', () => {
    const value: Record<string, unknown> = {};
    value.self = value;
    expect(() => stringifyJson(value)).toThrow(TypeError);
  });
});
