import type { SelData, SelResult } from '../contract.ts';
import { SelError } from '../errors.ts';
import { canonicalLong } from './number-text.ts';
import { MAX_MAP_DEPTH, textOf } from './text.ts';
import { ABSENT, AbsentValue, ArrayValue, DoubleValue, MapValue, type Value } from './value.ts';

/** Copies plain data into a value, reporting the accounted bytes first (spec 5.3); a NULL map entry is refused. */
export function valueFrom(data: SelData, allocate: (bytes: number) => void, depth = 0): Value {
  switch (data.type) {
    case 'STRING':
      allocate(32 + 2 * (data.value?.length ?? 0));
      return data.value ?? ABSENT.STRING;
    case 'LONG':
      allocate(32);
      return canonicalLong(data.value);
    case 'DOUBLE':
      allocate(32);
      return new DoubleValue(data.value);
    case 'BOOLEAN':
      allocate(32);
      return data.value;
    case 'STRING_ARRAY':
      allocate(32 + data.value.reduce((sum, item) => sum + 32 + 2 * (item?.length ?? 0), 0));
      return new ArrayValue(
        data.type,
        data.value.map((item) => item ?? ABSENT.STRING),
      );
    case 'LONG_ARRAY':
      allocate(32 + 32 * data.value.length);
      return new ArrayValue(data.type, data.value.map(canonicalLong));
    case 'DOUBLE_ARRAY':
      allocate(32 + 32 * data.value.length);
      return new ArrayValue(
        data.type,
        data.value.map((item) => new DoubleValue(item)),
      );
    case 'BOOLEAN_ARRAY':
      allocate(32 + 32 * data.value.length);
      return new ArrayValue(data.type, [...data.value]);
    case 'MAP':
      return mapFrom(data.value, allocate, depth);
    case 'NULL':
      return null;
  }
}

function mapFrom(
  map: ReadonlyMap<string, SelData>,
  allocate: (bytes: number) => void,
  depth: number,
): MapValue {
  if (depth >= MAX_MAP_DEPTH)
    throw new SelError('LIMIT', `an input map is nested deeper than ${MAX_MAP_DEPTH} levels`);
  allocate(32);
  const entries = new Map<string, Value>();
  for (const [key, entry] of map) {
    if (entry.type === 'NULL')
      throw new SelError('ILLEGAL_ARGUMENT', `the entry '${key}' of an input map is null`);
    entries.set(key, valueFrom(entry, allocate, depth + 1));
  }
  return new MapValue(entries);
}

/** Accounted bytes of one result. */
const MAX_RESULT = 50_000_000;

/** Copies a value out; bounded in size, because sub-maps can be shared and maps can hold themselves. */
export function resultFrom(value: Value): SelResult {
  return copyOut(value, { left: MAX_RESULT }, 0);
}

/** Copies a value out as plain data; throws `code` when it is, or holds, a type that data cannot have. */
export function dataFrom(value: Value, code: 'INVALID_EXPRESSION' | 'UNSUPPORTED'): SelData {
  return asData(resultFrom(value), code);
}

/** Narrows a result to plain data; NULL, and an absent MAP as NULL, pass at the top only. */
export function asData(result: SelResult, code: 'INVALID_EXPRESSION' | 'UNSUPPORTED', key?: string): SelData {
  const where = key === undefined ? '' : ` in the map entry '${key}'`;
  switch (result.type) {
    case 'STRING':
    case 'LONG':
    case 'DOUBLE':
    case 'BOOLEAN':
    case 'STRING_ARRAY':
    case 'LONG_ARRAY':
    case 'DOUBLE_ARRAY':
    case 'BOOLEAN_ARRAY':
      return result;
    case 'MAP':
      if (result.value === null) {
        if (key === undefined) return { type: 'NULL', value: null };
        break;
      }
      for (const [name, entry] of result.value) asData(entry, code, name);
      return result as SelData;
    case 'NULL':
      if (key === undefined) return result;
      break;
  }
  throw new SelError(code, `a value of type ${result.type} cannot leave the expression${where}`);
}

function copyOut(value: Value, budget: { left: number }, depth: number): SelResult {
  budget.left -= 32 + (typeof value === 'string' ? 2 * value.length : 0);
  if (budget.left < 0 || depth > MAX_MAP_DEPTH) {
    throw tooLarge();
  }
  switch (typeof value) {
    case 'string':
      return { type: 'STRING', value };
    case 'number':
    case 'bigint':
      return { type: 'LONG', value: BigInt(value) };
    case 'boolean':
      return { type: 'BOOLEAN', value };
  }
  if (value === null) return { type: 'NULL', value };
  if (value instanceof AbsentValue) return { type: value.type, value: null };
  if (value instanceof DoubleValue) return { type: 'DOUBLE', value: value.value };
  if (value instanceof ArrayValue) return copyArray(value, budget);
  if (value instanceof MapValue) {
    const entries = new Map<string, SelResult>();
    for (const [key, entry] of value.entries) {
      budget.left -= 2 * key.length;
      entries.set(key, copyOut(entry, budget, depth + 1));
    }
    return { type: 'MAP', value: entries };
  }
  if (value.type === 'UUID') return { type: 'UUID', value: value.text };
  if (value.type === 'DATETIME_FORMATTER') return { type: value.type, value: value.formatter.pattern };
  return { type: value.type, value: value.type.startsWith('PRESET_') ? value.type : textOf(value) };
}

function copyArray(array: ArrayValue, budget: { left: number }): SelResult {
  for (const item of array.items) budget.left -= 32 + (typeof item === 'string' ? 2 * item.length : 0);
  if (budget.left < 0) throw tooLarge();
  const { type, items } = array;
  switch (type) {
    case 'STRING_ARRAY':
      return { type, value: items.map((item) => (typeof item === 'string' ? item : null)) };
    case 'LONG_ARRAY':
      return { type, value: items.map((item) => BigInt(item as number | bigint)) };
    case 'DOUBLE_ARRAY':
      return { type, value: items.map((item) => (item as DoubleValue).value) };
    case 'BOOLEAN_ARRAY':
      return { type, value: items.map((item) => item as boolean) };
  }
}

function tooLarge(): SelError {
  return new SelError(
    'LIMIT',
    `the value is too large: over ${MAX_RESULT} bytes or ${MAX_MAP_DEPTH} levels, or it holds itself`,
  );
}
