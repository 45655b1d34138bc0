import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubleText } from './double-text.ts';
import {
  addLong,
  divideLong,
  longFromDouble,
  multiplyLong,
  remainderLong,
  subtractLong,
} from './long-math.ts';
import { canonicalLong, parseDouble, parseLong } from './number-text.ts';

const near = fc.tuple(
  fc.constantFrom(0n, 2n ** 31n, 2n ** 53n, -(2n ** 53n), 2n ** 63n, -(2n ** 63n)),
  fc.bigInt(-3n, 3n),
);
const long = fc
  .oneof(
    fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
    fc.bigInt(-100n, 100n),
    near.map(([a, b]) => a + b),
  )
  .map((value) => BigInt.asIntN(64, value));

describe('a LONG', () => {
  it('is computed exactly, wraps like 64 bits, and has one form only', () => {
    fc.assert(
      fc.property(long, long, (a, b) => {
        const [x, y] = [canonicalLong(a), canonicalLong(b)];
        const same = (actual: number | bigint, exact: bigint) => {
          expect(BigInt(actual)).toBe(BigInt.asIntN(64, exact));
          expect(typeof actual).toBe(
            Number.isSafeInteger(Number(BigInt.asIntN(64, exact))) ? 'number' : 'bigint',
          );
          expect(Object.is(actual, -0)).toBe(false);
        };
        same(addLong(x, y), a + b);
        same(subtractLong(x, y), a - b);
        same(multiplyLong(x, y), a * b);
        if (b === 0n) return;
        same(divideLong(x, y), a / b);
        same(remainderLong(x, y), a % b);
      }),
      { numRuns: 2000 },
    );
  });

  it('cannot be divided by zero', () => {
    expect(() => divideLong(1, 0)).toThrow(/0/);
    expect(() => remainderLong(2n ** 60n, 0)).toThrow(/0/);
  });

  it('comes from a DOUBLE truncated and saturated', () => {
    expect([1.9, -1.9, Number.NaN, -0.5].map(longFromDouble)).toEqual([1, -1, 0, 0]);
    expect(longFromDouble(1e300)).toBe(2n ** 63n - 1n);
    expect(longFromDouble(Number.NEGATIVE_INFINITY)).toBe(-(2n ** 63n));
  });

  it('is read from signed decimal text only', () => {
    expect(parseLong('+5')).toBe(5);
    expect(Object.is(parseLong('-0'), 0)).toBe(true);
    expect(parseLong('-9223372036854775808')).toBe(-(2n ** 63n));
    expect(parseLong(`${'0'.repeat(100)}7`)).toBe(7);
    for (const text of ['', '+', ' 5', '5L', '1_0', '0x1', '9223372036854775808', '1.0', '9'.repeat(5000)]) {
      expect(parseLong(text), text.slice(0, 20)).toBeUndefined();
    }
  });
});

describe('a DOUBLE', () => {
  it.each([
    [1, '1.0'],
    [-0, '-0.0'],
    [1e7, '1.0E7'],
    [9_999_999, '9999999.0'],
    [0.001, '0.001'],
    [0.0001, '1.0E-4'],
    [12_345_678.9, '1.23456789E7'],
    [0.1 + 0.2, '0.30000000000000004'],
    [1e21, '1.0E21'],
    [2 ** -1074, '4.9E-324'],
    [2e-323, '2.0E-323'],
    [Number.MAX_VALUE, '1.7976931348623157E308'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ])('%d prints as %s', (value, expected) => {
    expect(doubleText(value)).toBe(expected);
  });

  it('reads back from its text', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(parseDouble(doubleText(value))).toBe(value);
      }),
    );
  });

  it('is read as Java reads one', () => {
    expect([' 1.5f ', '1e3', '.5', '5.', '-NaN', '+Infinity', '1d'].map(parseDouble)).toEqual([
      1.5,
      1000,
      0.5,
      5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      1,
    ]);
    for (const text of ['', '1 2', 'nan', '1e', '.', '0x1p3', '1,5', 'e5'])
      expect(parseDouble(text), text).toBeUndefined();
  });
});
