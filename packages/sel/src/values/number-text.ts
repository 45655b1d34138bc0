import type { Long } from './value.ts';

const SIGNED_DECIMAL = /^[+-]?[0-9]+$/;
const JAVA_DOUBLE = /^[+-]?(?:NaN|Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[fFdD]?)$/;

/** Signed decimal digits within 64 bits, optional `+`, nothing else; undefined when the text is not that. */
export function parseLong(text: string): Long | undefined {
  if (!SIGNED_DECIMAL.test(text)) return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number + 0;
  if (text.length > 64 && text.replace(/^[+-]?0*/, '').length > 20) return undefined;
  const big = BigInt(text.replace(/^\+/, ''));
  return BigInt.asIntN(64, big) === big ? canonicalLong(big) : undefined;
}

/** `parseLong` for plain data. */
export function parseLongText(text: string): bigint | undefined {
  const value = parseLong(text);
  return value === undefined ? undefined : BigInt(value);
}

/** What Java's Double.parseDouble accepts, without hexadecimal; undefined when the text is not that. */
export function parseDouble(text: string): number | undefined {
  const trimmed = javaTrim(text);
  if (!JAVA_DOUBLE.test(trimmed)) return undefined;
  return Number(/[0-9.][fFdD]$/.test(trimmed) ? trimmed.slice(0, -1) : trimmed);
}

/** Wraps to 64 bits and picks the number form when it is safe. */
export function canonicalLong(value: bigint): Long {
  const wrapped = BigInt.asIntN(64, value);
  const number = Number(wrapped);
  return Number.isSafeInteger(number) ? number : wrapped;
}

/** Drops code units up to U+0020 from both ends, as Java does. */
export function javaTrim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) start++;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end--;
  return text.slice(start, end);
}
