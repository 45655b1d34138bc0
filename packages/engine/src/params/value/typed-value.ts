import type { EvaluatedValue, LongValue, ParamDefinition, ParamDefinitions, Parameter } from '@rondo/model';
import { formatText, type SelData, toJson } from '@rondo/sel';
import { fail } from '../result.ts';
import { ownEntry, putEntry } from './record.ts';

const NON_FINITE: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

/**
 * Entries of a MAP result that are DOUBLE although JSON writes them like a LONG (2 for 2.0), in the shape of the map. Kept
 * beside the result as the metadata `double_entries`.
 */
export interface DoubleEntries {
  [name: string]: true | DoubleEntries;
}

/** The marks that a MAP result needs; undefined when it needs none, because declared types or the values tell. */
export function doubleEntries(data: SelData, declared: ParamDefinitions = {}): DoubleEntries | undefined {
  if (data.type !== 'MAP') return undefined;
  let marks: DoubleEntries | undefined;
  for (const [name, entry] of data.value) {
    const definition = ownEntry(declared, name);
    const nested =
      definition?.type === 'MAP' ? (definition.value as ParamDefinitions | undefined) : undefined;
    const mark =
      looksLikeLong(entry) && definition?.type !== entry.type
        ? (true as const)
        : doubleEntries(entry, nested);
    if (mark === undefined) continue;
    marks ??= {};
    putEntry(marks, name, mark);
  }
  return marks;
}

function looksLikeLong(data: SelData): boolean {
  if (data.type === 'DOUBLE') return Number.isInteger(data.value);
  return data.type === 'DOUBLE_ARRAY' && data.value.length > 0 && data.value.every(Number.isInteger);
}

/** A LONG as it is kept in memory: a number when safe, a bigint beyond. */
function longValue(value: bigint): LongValue {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** A STRING. */
export const text = (value: string): SelData => ({ type: 'STRING', value });
/** A LONG. */
export const long = (value: LongValue): SelData => ({ type: 'LONG', value: BigInt(value) });

/** The evaluated result of a param with its SEL types; an untyped entry of a MAP takes the type its value shows. */
export function typedResult(param: Parameter): SelData {
  return typed(param, param.evaluated_result ?? null, param.double_entries as DoubleEntries | undefined);
}

function typed(declared: ParamDefinition, result: EvaluatedValue, doubles?: DoubleEntries): SelData {
  switch (declared.type) {
    case 'STRING':
      return { type: 'STRING', value: result as string | null };
    case 'LONG':
      return { type: 'LONG', value: BigInt(result as LongValue) };
    case 'DOUBLE':
      return { type: 'DOUBLE', value: toDouble(result) };
    case 'BOOLEAN':
      return { type: 'BOOLEAN', value: result as boolean };
    case 'STRING_ARRAY':
      return { type: 'STRING_ARRAY', value: result as (string | null)[] };
    case 'LONG_ARRAY':
      return { type: 'LONG_ARRAY', value: (result as LongValue[]).map(BigInt) };
    case 'DOUBLE_ARRAY':
      return { type: 'DOUBLE_ARRAY', value: (result as EvaluatedValue[]).map(toDouble) };
    case 'BOOLEAN_ARRAY':
      return { type: 'BOOLEAN_ARRAY', value: result as boolean[] };
    case 'STRING_MAP':
      return untyped(result);
    case 'MAP':
      if (result === null) return { type: 'NULL', value: null };
      return typedMap(result as EvaluatedMap, declared.value as ParamDefinitions | undefined, doubles);
  }
}

type EvaluatedMap = Record<string, EvaluatedValue>;

function typedMap(
  result: EvaluatedMap,
  declared: ParamDefinitions = {},
  doubles: DoubleEntries = {},
): SelData {
  const entries = new Map<string, SelData>();
  for (const [name, value] of Object.entries(result)) {
    entries.set(name, typedEntry(value, ownEntry(declared, name), ownEntry(doubles, name)));
  }
  return { type: 'MAP', value: entries };
}

function typedEntry(
  value: EvaluatedValue,
  declared: ParamDefinition | undefined,
  mark: true | DoubleEntries | undefined,
): SelData {
  if (mark === true) return typed({ type: Array.isArray(value) ? 'DOUBLE_ARRAY' : 'DOUBLE' }, value);
  if (mark) {
    const nested = declared?.type === 'MAP' ? declared.value : undefined;
    return typedMap(value as EvaluatedMap, nested as ParamDefinitions | undefined, mark);
  }
  return declared && fits(declared, value) ? typed(declared, value) : untyped(value);
}

/** Whether a bare value has the declared type: entries of a MAP are stored uncoerced (D19), reported ones may be anything. */
export function fits(declared: ParamDefinition, value: EvaluatedValue): boolean {
  const shape = untyped(value).type;
  if (declared.type === 'DOUBLE') return shape === 'LONG' || shape === 'DOUBLE';
  if (declared.type === 'DOUBLE_ARRAY')
    return shape === 'LONG_ARRAY' || shape === 'DOUBLE_ARRAY' || isEmpty(value);
  if (declared.type === 'STRING_MAP') return shape === 'MAP';
  return shape === declared.type || (isEmpty(value) && declared.type.endsWith('_ARRAY'));
}

function isEmpty(value: EvaluatedValue): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** The SEL type a bare value shows: whole numbers are LONG, arrays go by their first element, an empty one is STRING_ARRAY. */
function untyped(value: EvaluatedValue): SelData {
  if (value === null) return { type: 'NULL', value: null };
  if (typeof value === 'string') return { type: 'STRING', value };
  if (typeof value === 'boolean') return { type: 'BOOLEAN', value };
  if (typeof value === 'bigint') return { type: 'LONG', value };
  if (typeof value === 'number') {
    return Number.isInteger(value) ? { type: 'LONG', value: BigInt(value) } : { type: 'DOUBLE', value };
  }
  if (Array.isArray(value)) return untypedArray(value);
  return typedMap(value);
}

function untypedArray(values: EvaluatedValue[]): SelData {
  const [first] = values;
  if (typeof first === 'boolean') return { type: 'BOOLEAN_ARRAY', value: values as boolean[] };
  if (typeof first === 'number' || typeof first === 'bigint') {
    const isWhole = (value: EvaluatedValue) => typeof value === 'bigint' || Number.isInteger(value);
    return values.every(isWhole)
      ? { type: 'LONG_ARRAY', value: (values as LongValue[]).map(BigInt) }
      : { type: 'DOUBLE_ARRAY', value: values.map(toDouble) };
  }
  return { type: 'STRING_ARRAY', value: values as (string | null)[] };
}

function toDouble(value: unknown): number {
  return typeof value === 'string' ? (NON_FINITE.get(value) ?? Number(value)) : Number(value);
}

function fromDouble(value: number): EvaluatedValue {
  return Number.isFinite(value) ? value : String(value);
}

/** A typed value as `evaluated_result` keeps it. DOUBLEs that JSON cannot hold become their names. */
export function bareValue(data: SelData): EvaluatedValue {
  switch (data.type) {
    case 'LONG':
      return longValue(data.value);
    case 'DOUBLE':
      return fromDouble(data.value);
    case 'LONG_ARRAY':
      return data.value.map(longValue);
    case 'DOUBLE_ARRAY':
      return data.value.map(fromDouble);
    case 'STRING_ARRAY':
    case 'BOOLEAN_ARRAY':
      return [...data.value];
    case 'MAP': {
      const result: Record<string, EvaluatedValue> = {};
      for (const [name, entry] of data.value) putEntry(result, name, bareValue(entry));
      return result;
    }
    case 'STRING':
    case 'BOOLEAN':
    case 'NULL':
      return data.value;
  }
}

/** What interpolation puts in for a value: scalars in their text form, arrays and maps as compact JSON (section 16). */
export function interpolatedText(data: SelData): string {
  if (data.type === 'STRING') return data.value ?? 'null';
  if (data.type === 'LONG') return String(data.value);
  return data.type === 'DOUBLE' || data.type === 'BOOLEAN' ? formatText(data) : toJson(data);
}

/** A literal of any type but MAP as typed data, its texts passed through `text` (interpolation, or nothing). */
export function typedLiteral(definition: ParamDefinition, text: (source: string) => string): SelData {
  const { type, value } = definition;
  switch (type) {
    case 'STRING':
      return { type, value: text(value as string) };
    case 'LONG':
      return { type, value: BigInt(value as LongValue) };
    case 'DOUBLE':
      return { type, value: finite(value as number | string) };
    case 'BOOLEAN':
      return { type, value: value as boolean };
    case 'STRING_ARRAY':
      return {
        type,
        value: (value as (string | null)[]).map((element) => (element === null ? null : text(element))),
      };
    case 'LONG_ARRAY':
      return { type, value: (value as LongValue[]).map(BigInt) };
    case 'DOUBLE_ARRAY':
      return { type, value: (value as (number | string)[]).map(finite) };
    case 'BOOLEAN_ARRAY':
      return { type, value: value as boolean[] };
    case 'STRING_MAP':
      return typedStringMap(value as Record<string, string | null>, text);
    case 'MAP':
      throw new TypeError('a MAP literal is evaluated entry by entry');
  }
}

function finite(value: number | string): number {
  const number = Number(value);
  return Number.isFinite(number) ? number : fail('NUMBER_FORMAT', `[${value}] is too large for a DOUBLE`);
}

function typedStringMap(value: Record<string, string | null>, text: (source: string) => string): SelData {
  const entries = new Map<string, SelData>();
  for (const [key, entry] of Object.entries(value)) {
    const name = text(key);
    if (entries.has(name)) fail('INTERNAL', `two keys of the STRING_MAP become the same key [${name}]`);
    entries.set(
      name,
      entry === null ? { type: 'NULL', value: null } : { type: 'STRING', value: text(entry) },
    );
  }
  return { type: 'MAP', value: entries };
}
