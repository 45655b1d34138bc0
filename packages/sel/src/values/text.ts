import { dateTimeText } from '../dates/iso-text.ts';
import { SelError } from '../errors.ts';
import { doubleText } from './double-text.ts';
import { AbsentValue, ArrayValue, DoubleValue, MapValue, typeLabel, type Value } from './value.ts';

/** Deepest nesting of maps that can be printed or handed out; a map can be put into itself. */
export const MAX_MAP_DEPTH = 100;
/** Characters of one text, each piece counting some more. */
const MAX_TEXT = 10_000_000;
const PIECE = 16;

/** The text form of spec 5.5; throws UNSUPPORTED for UUID, formatters and the preset objects, which have none. */
export function textOf(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === null) return 'null';
  if (typeof value !== 'object') return String(value);
  if (value instanceof DoubleValue) return doubleText(value.value);
  if (value instanceof MapValue || value instanceof ArrayValue) {
    const parts: string[] = [];
    writeText(value, parts, { left: MAX_TEXT }, 0);
    return parts.join('');
  }
  return singleText(value);
}

function singleText(value: Exclude<Value, null | string | number>): string {
  if (typeof value !== 'object') return String(value);
  if (value instanceof AbsentValue) {
    if (value.type !== 'UUID' && value.type !== 'DATETIME_FORMATTER') return 'null';
  } else {
    switch (value.type) {
      case 'DATETIME':
        return dateTimeText(value.millis, value.zone);
      case 'DATETIME_ZONE':
        return value.zone.id;
      case 'DATETIME_PROPERTY':
        return `Property[${value.field}]`;
      case 'DATETIME_DAYS':
        return `P${value.days}D`;
    }
  }
  throw new SelError('UNSUPPORTED', `${typeLabel(value)} has no text form`);
}

/** Shared sub-maps can make the text exponentially larger than the values, so its length is bounded while writing. */
function writeText(value: Value, parts: string[], budget: { left: number }, depth: number): void {
  if (!(value instanceof MapValue || value instanceof ArrayValue)) return put(textOf(value), parts, budget);
  if (depth >= MAX_MAP_DEPTH) {
    throw new SelError('LIMIT', `a map is nested deeper than ${MAX_MAP_DEPTH} levels or holds itself`);
  }
  const isMap = value instanceof MapValue;
  put(isMap ? '{' : '[', parts, budget);
  let isFirst = true;
  for (const [key, entry] of isMap ? value.entries : value.items.entries()) {
    if (!isFirst) put(', ', parts, budget);
    isFirst = false;
    if (isMap) put(`${key}=`, parts, budget);
    if (entry === null) put('NULL', parts, budget);
    else writeText(entry, parts, budget, depth + 1);
  }
  put(isMap ? '}' : ']', parts, budget);
}

function put(text: string, parts: string[], budget: { left: number }): void {
  budget.left -= text.length + PIECE;
  if (budget.left < 0) throw new SelError('LIMIT', `the text form is longer than ${MAX_TEXT} characters`);
  parts.push(text);
}
