import type { SelData, SelResult } from '../src/index.ts';

/** A value as the case files write it: type and JSON. */
export interface TypedValue {
  readonly type: string;
  readonly value: unknown;
}

/** The typed value of a case as plain data; throws on a type that data cannot have. */
export function dataFromTyped({ type, value }: TypedValue): SelData {
  switch (type) {
    case 'STRING':
      return { type, value: value as string | null };
    case 'LONG':
      return { type, value: BigInt(value as number | string) };
    case 'DOUBLE':
      return { type, value: Number(value) };
    case 'BOOLEAN':
      return { type, value: value as boolean };
    case 'STRING_ARRAY':
      return { type, value: value as (string | null)[] };
    case 'LONG_ARRAY':
      return { type, value: (value as (number | string)[]).map(BigInt) };
    case 'DOUBLE_ARRAY':
      return { type, value: (value as (number | string)[]).map(Number) };
    case 'BOOLEAN_ARRAY':
      return { type, value: value as boolean[] };
    case 'MAP':
      return { type, value: mapFrom(value as Record<string, TypedValue>, dataFromTyped) };
    case 'STRING_MAP':
      return {
        type: 'MAP',
        value: mapFrom(value as Record<string, string>, (text) => ({ type: 'STRING', value: text })),
      };
    case 'NULL':
      return { type, value: null };
    default:
      throw new Error(`a case gives an input of type ${type}`);
  }
}

function mapFrom<T>(record: Record<string, T>, convert: (item: T) => SelData): Map<string, SelData> {
  return new Map(Object.entries(record).map(([key, item]) => [key, convert(item)]));
}

/** A result as the case files write it. */
export function typedFromResult(result: SelResult): TypedValue {
  const { type, value } = result;
  switch (result.type) {
    case 'LONG':
      return { type, value: longOut(result.value) };
    case 'DOUBLE':
      return { type, value: doubleOut(result.value) };
    case 'LONG_ARRAY':
      return { type, value: result.value.map(longOut) };
    case 'DOUBLE_ARRAY':
      return { type, value: result.value.map(doubleOut) };
    case 'MAP':
      if (result.value === null) return { type, value: null };
      return {
        type,
        value: Object.fromEntries([...result.value].map(([key, entry]) => [key, typedFromResult(entry)])),
      };
    default:
      return { type, value };
  }
}

function longOut(value: bigint): number | string {
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

function doubleOut(value: number): number | string {
  if (Number.isFinite(value) && !Object.is(value, -0)) return value;
  return Object.is(value, -0) ? '-0.0' : String(value);
}
