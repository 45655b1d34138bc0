import { SelError, suggestion } from '../errors.ts';
import {
  ABSENT,
  type ArrayType,
  ArrayValue,
  DoubleValue,
  PresetValue,
  type Value,
  type ValueType,
} from './value.ts';

/** Names usable in declarations and after `new` (spec 4). */
export const TYPE_NAMES: ReadonlyMap<string, ValueType> = new Map<string, ValueType>([
  ['int', 'LONG'],
  ['long', 'LONG'],
  ['Integer', 'LONG'],
  ['Long', 'LONG'],
  ['float', 'DOUBLE'],
  ['double', 'DOUBLE'],
  ['Float', 'DOUBLE'],
  ['Double', 'DOUBLE'],
  ['boolean', 'BOOLEAN'],
  ['Boolean', 'BOOLEAN'],
  ['String', 'STRING'],
  ['Map', 'MAP'],
  ['HashMap', 'MAP'],
  ['LinkedHashMap', 'MAP'],
  ['DateTime', 'DATETIME'],
  ['DateTimeZone', 'DATETIME_ZONE'],
  ['DateTimeFormatter', 'DATETIME_FORMATTER'],
  ['DateTimeFormat', 'DATETIME_FORMATTER'],
  ['Property', 'DATETIME_PROPERTY'],
  ['Days', 'DATETIME_DAYS'],
  ['UUID', 'UUID'],
]);

const ARRAY_OF: ReadonlyMap<ValueType, ArrayType> = new Map([
  ['STRING', 'STRING_ARRAY'],
  ['LONG', 'LONG_ARRAY'],
  ['DOUBLE', 'DOUBLE_ARRAY'],
  ['BOOLEAN', 'BOOLEAN_ARRAY'],
]);

const ELEMENT_OF: Readonly<Record<ArrayType, ValueType>> = {
  STRING_ARRAY: 'STRING',
  LONG_ARRAY: 'LONG',
  DOUBLE_ARRAY: 'DOUBLE',
  BOOLEAN_ARRAY: 'BOOLEAN',
};

/** The array type with this element type, if there is one. */
export function arrayOf(element: ValueType): ArrayType | undefined {
  return ARRAY_OF.get(element);
}

export function elementOf(array: ArrayType): ValueType {
  return ELEMENT_OF[array];
}

/** What a declared variable without initialiser, or a fresh array element, holds. */
export function defaultOf(type: ValueType): Value {
  switch (type) {
    case 'LONG':
      return 0;
    case 'DOUBLE':
      return new DoubleValue(0);
    case 'BOOLEAN':
      return false;
    case 'STRING_ARRAY':
    case 'LONG_ARRAY':
    case 'DOUBLE_ARRAY':
    case 'BOOLEAN_ARRAY':
      return new ArrayValue(type, []);
    case 'NULL':
      return null;
    case 'PRESET_PARAMS':
    case 'PRESET_UTIL':
    case 'PRESET_MATH':
    case 'PRESET_SYSTEM':
      return new PresetValue(type);
    default:
      return ABSENT[type];
  }
}

/** The type a name stands for; throws UNSUPPORTED naming the nearest known one. */
export function typeNamed(name: string): ValueType {
  const type = TYPE_NAMES.get(name);
  if (type !== undefined) return type;
  throw new SelError('UNSUPPORTED', `there is no type '${name}'${suggestion(name, TYPE_NAMES.keys())}`);
}

const SYSTEM = new PresetValue('PRESET_SYSTEM');

/** Names that mean the same in every program: classes (as an empty value of their type) and the preset objects. */
export const PREDEFINED: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...[...TYPE_NAMES]
    .filter(([name]) => !/^(int|long|float|double|boolean)$/.test(name))
    .map(([name, type]): [string, Value] => [name, defaultOf(type)]),
  ['params', new PresetValue('PRESET_PARAMS')],
  ['Util', new PresetValue('PRESET_UTIL')],
  ['Math', new PresetValue('PRESET_MATH')],
  ['System', SYSTEM],
  ['Arrays', SYSTEM],
  ['DateTimeConstants', SYSTEM],
]);
