import { SelError } from '../errors.ts';
import { canonicalLong } from './number-text.ts';
import type { Long } from './value.ts';

const MAX = Number.MAX_SAFE_INTEGER;

/** 64-bit sum; overflow wraps. */
export function addLong(a: Long, b: Long): Long {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (sum <= MAX && sum >= -MAX) return sum;
  }
  return canonicalLong(BigInt(a) + BigInt(b));
}

/** 64-bit difference; overflow wraps. */
export function subtractLong(a: Long, b: Long): Long {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (difference <= MAX && difference >= -MAX) return difference;
  }
  return canonicalLong(BigInt(a) - BigInt(b));
}

/** 64-bit product; overflow wraps. */
export function multiplyLong(a: Long, b: Long): Long {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (product <= MAX && product >= -MAX) return product + 0;
  }
  return canonicalLong(BigInt(a) * BigInt(b));
}

/** Quotient truncated toward zero; throws DIVISION_BY_ZERO. */
export function divideLong(a: Long, b: Long): Long {
  if (b === 0) throw new SelError('DIVISION_BY_ZERO', `${a} / 0`);
  // The remainder is exact in doubles and so is the division after taking it away.
  if (typeof a === 'number' && typeof b === 'number') return (a - (a % b)) / b + 0;
  return canonicalLong(BigInt(a) / BigInt(b));
}

/** Remainder with the sign of the left operand; throws DIVISION_BY_ZERO. */
export function remainderLong(a: Long, b: Long): Long {
  if (b === 0) throw new SelError('DIVISION_BY_ZERO', `${a} % 0`);
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0;
  return canonicalLong(BigInt(a) % BigInt(b));
}

/** Truncates toward zero and saturates to 64 bits; NaN gives 0. */
export function longFromDouble(value: number): Long {
  if (Number.isNaN(value)) return 0;
  if (value >= 2 ** 63) return 2n ** 63n - 1n;
  if (value <= -(2 ** 63)) return -(2n ** 63n);
  const whole = Math.trunc(value);
  return Number.isSafeInteger(whole) ? whole + 0 : BigInt(whole);
}
