import { decimalOf } from '../values/double-text.ts';

/** A non-negative finite double with `places` fraction digits, rounded half up on its shortest decimal form. */
export function fixedText(value: number, places: number): string {
  const { digits, exponent } = value === 0 ? { digits: '0', exponent: 1 } : decimalOf(value);
  const rounded = roundDigits(digits, exponent + places);
  // Positive exponents are written out; the last `places` digits are the fraction.
  const all = rounded.padStart(places + 1, '0');
  const whole = all.slice(0, all.length - places);
  return places === 0 ? whole : `${whole}.${all.slice(all.length - places)}`;
}

/** A non-negative finite double as `d.ddde+xx` with `places` digits after the point. */
export function scientificText(value: number, places: number): string {
  if (value === 0) return `0${places > 0 ? `.${'0'.repeat(places)}` : ''}e+00`;
  const { digits, exponent } = decimalOf(value);
  let mantissa = roundDigits(digits, places + 1);
  let power = exponent - 1;
  if (mantissa.length > places + 1) {
    mantissa = mantissa.slice(0, -1);
    power++;
  }
  const fraction = places > 0 ? `.${mantissa.slice(1)}` : '';
  return `${mantissa[0]}${fraction}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** `precision` significant digits, plain from 0.0001 up to 10 to the precision, else scientific. */
export function generalText(value: number, precision: number): string {
  const digits = Math.max(1, precision);
  if (value === 0) return fixedText(0, digits - 1);
  const rounded = scientificText(value, digits - 1);
  const power = Number(rounded.slice(rounded.indexOf('e') + 1));
  if (power < -4 || power >= digits) return rounded;
  return fixedText(value, digits - 1 - power);
}

/** The first `count` digits, rounded half up; one longer when the rounding carries over. */
function roundDigits(digits: string, count: number): string {
  if (count >= digits.length) return digits.padEnd(count, '0');
  if (count < 0) return '0';
  const kept = count === 0 ? '0' : digits.slice(0, count);
  return digits[count]! >= '5' ? String(BigInt(kept) + 1n).padStart(count, '0') : kept;
}
