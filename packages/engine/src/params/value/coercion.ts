import type { ParamType } from '@rondo/model';
import { formatText, type SelData } from '@rondo/sel';
import { fail } from '../result.ts';

const LONG_TEXT = /^[+-]?\d+$/;
const DOUBLE_TEXT = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const MAX_LONG = 2n ** 63n - 1n;
const MIN_LONG = -(2n ** 63n);

/** A value of the declared type; `note` says that it was converted without being asked to, and how worrying that is. */
export interface Coerced {
  readonly data: SelData;
  readonly note?: 'info' | 'warn';
}

/** Converts a result into the declared type of the param `name` by the rules of 17.6, or ends with the error given there. */
export function coerce(declared: ParamType, data: SelData, name: string): Coerced {
  if (data.type === declared && !(data.type === 'STRING' && data.value === null)) {
    if (data.type !== 'DOUBLE' || Number.isFinite(data.value)) return { data };
  }
  switch (declared) {
    case 'STRING':
      return stringOf(data, name);
    case 'LONG':
      return longOf(data, name);
    case 'DOUBLE':
      return { data: { type: 'DOUBLE', value: doubleOf(data, name) } };
    case 'BOOLEAN':
      return booleanOf(data, name);
    case 'STRING_ARRAY':
      return stringArrayOf(data, name);
    case 'MAP':
    case 'STRING_MAP':
      return { data: mapOf(declared, data, name) };
    default:
      return fail('INTERNAL', mismatch(name, declared, data), name);
  }
}

/** The notice that a converted param carries in its `info` or `warn` metadata. */
export function conversionNotice(declared: ParamType, data: SelData): string {
  return `Implicitly converted the evaluated result from ${data.type} to ${declared}`;
}

function mismatch(name: string, declared: ParamType, data: SelData): string {
  return `Param [${name}] is declared as ${declared} but its value is of type ${data.type}`;
}

function stringOf(data: SelData, name: string): Coerced {
  if (data.type === 'LONG' || data.type === 'DOUBLE' || data.type === 'BOOLEAN') {
    return { data: { type: 'STRING', value: formatText(data) }, note: 'info' };
  }
  if (data.type === 'STRING' || data.type === 'NULL') {
    return fail('NULL_REFERENCE', `Param [${name}] is declared as STRING but its value is null`, name);
  }
  return fail('ILLEGAL_ARGUMENT', mismatch(name, 'STRING', data), name);
}

function longOf(data: SelData, name: string): Coerced {
  if (data.type !== 'STRING') return fail('ILLEGAL_ARGUMENT', mismatch(name, 'LONG', data), name);
  const text = data.value;
  if (text === null || !LONG_TEXT.test(text)) {
    return fail(
      'NUMBER_FORMAT',
      `Param [${name}] is declared as LONG but its value is the text [${text}]`,
      name,
    );
  }
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  if (value > MAX_LONG || value < MIN_LONG) {
    return fail('NUMBER_FORMAT', `Param [${name}]: [${text}] does not fit into 64 bits`, name);
  }
  return { data: { type: 'LONG', value }, note: 'warn' };
}

function doubleOf(data: SelData, name: string): number {
  if (data.type === 'LONG') return Number(data.value);
  if (data.type === 'STRING' && data.value === null) {
    return fail('NULL_REFERENCE', `Param [${name}] is declared as DOUBLE but its value is null`, name);
  }
  const isNumeric = data.type === 'STRING' && DOUBLE_TEXT.test(data.value as string);
  const number = isNumeric ? Number(data.value) : Number.NaN;
  if (Number.isFinite(number)) return number;
  const shown = data.type === 'MAP' ? data.type : formatText(data);
  return fail('NUMBER_FORMAT', `Param [${name}] is declared as DOUBLE but its value is [${shown}]`, name);
}

function booleanOf(data: SelData, name: string): Coerced {
  const text = data.type === 'STRING' ? data.value?.toLowerCase() : undefined;
  if (text !== 'true' && text !== 'false') {
    return fail('ILLEGAL_ARGUMENT', mismatch(name, 'BOOLEAN', data), name);
  }
  return { data: { type: 'BOOLEAN', value: text === 'true' }, note: 'warn' };
}

function stringArrayOf(data: SelData, name: string): Coerced {
  switch (data.type) {
    case 'LONG_ARRAY':
    case 'BOOLEAN_ARRAY':
      return { data: { type: 'STRING_ARRAY', value: [...data.value].map(String) }, note: 'info' };
    case 'DOUBLE_ARRAY': {
      const texts = data.value.map((value) => formatText({ type: 'DOUBLE', value }));
      return { data: { type: 'STRING_ARRAY', value: texts }, note: 'info' };
    }
    default:
      return fail('INTERNAL', mismatch(name, 'STRING_ARRAY', data), name);
  }
}

function mapOf(declared: 'MAP' | 'STRING_MAP', data: SelData, name: string): SelData {
  if (data.type === 'NULL' && declared === 'MAP') return data;
  if (data.type !== 'MAP') return fail('BAD_CAST', mismatch(name, declared, data), name);
  if (declared === 'MAP') return data;
  for (const [key, entry] of data.value) {
    if (entry.type === 'STRING' || entry.type === 'NULL') continue;
    fail(
      'INTERNAL',
      `Param [${name}] is declared as STRING_MAP but its entry [${key}] is of type ${entry.type}`,
      name,
    );
  }
  return data;
}
