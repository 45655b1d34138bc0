import type { SelData } from '../contract.ts';
import { doubleText } from './double-text.ts';

/** Compact JSON of plain data: LONG digits without loss, DOUBLE in its Java text form (spec 17.9). */
export function dataToJson(data: SelData): string {
  switch (data.type) {
    case 'STRING':
      return data.value === null ? 'null' : JSON.stringify(data.value);
    case 'LONG':
      return String(data.value);
    case 'DOUBLE':
      return jsonDouble(data.value);
    case 'BOOLEAN':
      return String(data.value);
    case 'STRING_ARRAY':
      return JSON.stringify(data.value);
    case 'LONG_ARRAY':
    case 'BOOLEAN_ARRAY':
      return `[${data.value.join(',')}]`;
    case 'DOUBLE_ARRAY':
      return `[${data.value.map(jsonDouble).join(',')}]`;
    case 'MAP': {
      const entries = [...data.value].map(([key, value]) => `${JSON.stringify(key)}:${dataToJson(value)}`);
      return `{${entries.join(',')}}`;
    }
    case 'NULL':
      return 'null';
  }
}

/** JSON has no literal for the three special values; they become strings. */
function jsonDouble(value: number): string {
  return Number.isFinite(value) ? doubleText(value) : `"${doubleText(value)}"`;
}
