/** A positive finite double as its shortest round-trip digits: 0.d1d2d3... times 10 to the `exponent`. */
export interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

/** The digits Java would print; among one-digit candidates Java prefers the closest two-digit one (4.9E-324). */
export function decimalOf(positive: number): Decimal {
  const shortest = positive.toExponential();
  const twoDigits = positive.toExponential(1);
  const text = shortest.indexOf('.') < 0 && Number(twoDigits) === positive ? twoDigits : shortest;
  const split = text.indexOf('e');
  const digits = text.slice(0, split).replace('.', '').replace(/0+$/, '');
  return { digits: digits === '' ? '0' : digits, exponent: Number(text.slice(split + 1)) + 1 };
}

/** A double as Java prints it (spec 5.5): `1.0`, `1.0E7`, `0.001`, `1.0E-5`, `NaN`, `-Infinity`. */
export function doubleText(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const sign = value < 0 ? '-' : '';
  const { digits, exponent } = decimalOf(size);
  if (size < 1e-3 || size >= 1e7) return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${exponent - 1}`;
  if (exponent <= 0) return `${sign}0.${'0'.repeat(-exponent)}${digits}`;
  return `${sign}${digits.slice(0, exponent).padEnd(exponent, '0')}.${digits.slice(exponent) || '0'}`;
}
