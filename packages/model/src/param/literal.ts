import type { z } from 'zod';
import { isPlainObject } from '../wire.ts';
import type { ParamLiteral } from './param-definition.ts';
import type { ParamType } from './param-type.ts';

const LONG_TEXT = /^[+-]?\d+$/;
const DOUBLE_TEXT = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const MAX_LONG = 2n ** 63n - 1n;
const MIN_LONG = -(2n ** 63n);

/** Why a literal could not be read; the path leads to the part of it that is wrong. */
class LiteralError extends Error {
  readonly path: (string | number)[];
  constructor(message: string, path: (string | number)[] = []) {
    super(message);
    this.path = path;
  }
}

/** A value as an error message quotes it, cut to 80 characters. */
export const shown = (value: unknown): string => {
  const text = typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
};

const refuse = (type: string, value: unknown): never => {
  throw new LiteralError(`must be a ${type}, not ${shown(value)}`);
};

const toText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  return refuse('STRING', value);
};

/** The smallest in-memory form of a 64-bit integer; undefined when it has more bits. */
export const toLong = (value: bigint): number | bigint | undefined => {
  if (value > MAX_LONG || value < MIN_LONG) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
};

const longFrom = (value: unknown): number | bigint | undefined => {
  if (value === null) return 0;
  if (typeof value === 'number' && Number.isFinite(value)) {
    const whole = Math.trunc(value) + 0;
    return Number.isSafeInteger(whole) ? whole : (toLong(BigInt(whole)) ?? refuse('64-bit LONG', value));
  }
  if (typeof value === 'bigint') return toLong(value) ?? refuse('64-bit LONG', value);
  if (typeof value !== 'string') return refuse('LONG', value);
  const text = value.trim();
  if (text === '') return undefined;
  if (!LONG_TEXT.test(text)) return refuse('LONG', value);
  return toLong(BigInt(text.replace(/^\+/, ''))) ?? refuse('64-bit LONG', value);
};

const DECIMAL = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/;

/** Sign, digits and exponent of a decimal, so that equal decimals have equal text; undefined for Infinity. */
const canonicalDecimal = (text: string): string | undefined => {
  const [match, sign, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  if (match === undefined) return undefined;
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return significant === '' ? '0' : `${sign === '-' ? '-' : ''}${significant}e${power}`;
};

/** A number where it says exactly what the text says, else the text. */
const exactDouble = (text: string): number | string => {
  const number = Number(text);
  return canonicalDecimal(String(number)) === canonicalDecimal(text) ? number : text;
};

const doubleFrom = (value: unknown): number | string | undefined => {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'bigint') return exactDouble(String(value));
  if (typeof value !== 'string') return refuse('DOUBLE', value);
  const text = value.trim();
  if (text === '') return undefined;
  return DOUBLE_TEXT.test(text) ? exactDouble(text) : refuse('DOUBLE', value);
};

const booleanFrom = (value: unknown): boolean | undefined => {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value) !== 0;
  if (typeof value !== 'string') return refuse('BOOLEAN', value);
  const text = value.trim();
  if (text === '') return undefined;
  if (/^(true|True|TRUE)$/.test(text)) return true;
  return /^(false|False|FALSE)$/.test(text) ? false : refuse('BOOLEAN', value);
};

const at = <T>(key: string | number, decode: () => T): T => {
  try {
    return decode();
  } catch (error) {
    if (error instanceof LiteralError) throw new LiteralError(error.message, [key, ...error.path]);
    throw error;
  }
};

const listOf = <T>(type: ParamType, value: unknown, decode: (element: unknown) => T): T[] =>
  Array.isArray(value)
    ? value.map((element, index) => at(index, () => decode(element)))
    : refuse(type, value);

const stringMapFrom = (value: unknown): Record<string, string | null> => {
  if (!isPlainObject(value)) return refuse('STRING_MAP', value);
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      at(key, () => (entry === null ? null : toText(entry))),
    ]),
  );
};

const decode = (type: Exclude<ParamType, 'MAP'>, value: unknown): ParamLiteral | undefined => {
  switch (type) {
    case 'STRING':
      return toText(value);
    case 'LONG':
      return longFrom(value);
    case 'DOUBLE':
      return doubleFrom(value);
    case 'BOOLEAN':
      return booleanFrom(value);
    case 'STRING_MAP':
      return stringMapFrom(value);
    case 'STRING_ARRAY':
      return listOf(type, value, (element) => (element === null ? null : toText(element)));
    case 'LONG_ARRAY':
      return listOf(type, value, (element) => longFrom(element) ?? 0);
    case 'DOUBLE_ARRAY':
      return listOf(type, value, (element) => doubleFrom(element) ?? refuse('DOUBLE', element));
    case 'BOOLEAN_ARRAY':
      return listOf(type, value, (element) => (element === null ? false : (booleanFrom(element) ?? false)));
  }
};

/**
 * Reads a literal of the declared type (not MAP) leniently: numbers as text, numeric text as numbers, fractions of a LONG
 * truncated. Undefined means "no value" (empty text for a number); what cannot be read becomes an issue.
 */
export const decodeLiteral = (
  type: Exclude<ParamType, 'MAP'>,
  value: unknown,
  context: z.RefinementCtx,
): ParamLiteral | undefined => {
  try {
    return decode(type, value);
  } catch (error) {
    if (!(error instanceof LiteralError)) throw error;
    context.addIssue({ code: 'custom', path: ['value', ...error.path], message: error.message });
    return undefined;
  }
};
