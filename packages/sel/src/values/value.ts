import type { FieldName } from '../dates/fields.ts';
import type { DateTimeFormatter } from '../dates/formatter.ts';
import type { Zone } from '../dates/zone.ts';

/** The type of a value inside a running program (spec 4). */
export type ValueType =
  | 'STRING'
  | 'LONG'
  | 'DOUBLE'
  | 'BOOLEAN'
  | ArrayType
  | 'MAP'
  | 'NULL'
  | 'DATETIME'
  | 'DATETIME_ZONE'
  | 'DATETIME_FORMATTER'
  | 'DATETIME_PROPERTY'
  | 'DATETIME_DAYS'
  | 'UUID'
  | PresetType;

export type ArrayType = 'STRING_ARRAY' | 'LONG_ARRAY' | 'DOUBLE_ARRAY' | 'BOOLEAN_ARRAY';
export type PresetType = 'PRESET_PARAMS' | 'PRESET_UTIL' | 'PRESET_MATH' | 'PRESET_SYSTEM';

/** A 64-bit integer: a safe integer as number (never -0), every other one as bigint; exactly one form for each. */
export type Long = number | bigint;

/**
 * A value. Scalars are immutable, so that reading, assigning and storing one copies it (decision D1). A LONG is a bare
 * number because integers are by far the most common; a DOUBLE is boxed to keep the two types apart.
 */
export type Value = null | string | boolean | Long | ObjectValue;

type ObjectValue =
  | DoubleValue
  | AbsentValue
  | ArrayValue
  | MapValue
  | DateTimeValue
  | ZoneValue
  | FormatterValue
  | PropertyValue
  | DaysValue
  | UuidValue
  | PresetValue;

export class DoubleValue {
  readonly type = 'DOUBLE';
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

export type AbsentType = Exclude<ValueType, 'NULL' | 'LONG' | 'DOUBLE' | 'BOOLEAN' | ArrayType | PresetType>;

/** A typed cell without content, such as an uninitialised String or the class name `DateTime`. */
export class AbsentValue {
  readonly isAbsent = true;
  readonly type: AbsentType;
  constructor(type: AbsentType) {
    this.type = type;
  }
}

export class ArrayValue {
  readonly type: ArrayType;
  readonly items: Value[];
  constructor(type: ArrayType, items: Value[]) {
    this.type = type;
    this.items = items;
  }
}

export class MapValue {
  readonly type = 'MAP';
  readonly entries: Map<string, Value>;
  constructor(entries: Map<string, Value>) {
    this.entries = entries;
  }
}

/** An instant with the zone its fields are read in. */
export class DateTimeValue {
  readonly type = 'DATETIME';
  readonly millis: Long;
  readonly zone: Zone;
  constructor(millis: Long, zone: Zone) {
    this.millis = millis;
    this.zone = zone;
  }
}

export class ZoneValue {
  readonly type = 'DATETIME_ZONE';
  readonly zone: Zone;
  constructor(zone: Zone) {
    this.zone = zone;
  }
}

export class FormatterValue {
  readonly type = 'DATETIME_FORMATTER';
  readonly formatter: DateTimeFormatter;
  readonly zone: Zone | undefined;
  constructor(formatter: DateTimeFormatter, zone: Zone | undefined) {
    this.formatter = formatter;
    this.zone = zone;
  }
}

/** One calendar field of one DateTime. */
export class PropertyValue {
  readonly type = 'DATETIME_PROPERTY';
  readonly dateTime: DateTimeValue;
  readonly field: FieldName;
  constructor(dateTime: DateTimeValue, field: FieldName) {
    this.dateTime = dateTime;
    this.field = field;
  }
}

export class DaysValue {
  readonly type = 'DATETIME_DAYS';
  readonly days: number;
  constructor(days: number) {
    this.days = days;
  }
}

export class UuidValue {
  readonly type = 'UUID';
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export class PresetValue {
  readonly type: PresetType;
  constructor(type: PresetType) {
    this.type = type;
  }
}

/** The type of any value. */
export function typeOf(value: Value): ValueType {
  switch (typeof value) {
    case 'string':
      return 'STRING';
    case 'number':
    case 'bigint':
      return 'LONG';
    case 'boolean':
      return 'BOOLEAN';
    default:
      return value === null ? 'NULL' : value.type;
  }
}

/** The type in words for a message: the name a program uses for a preset object, else the type. */
export function typeLabel(value: Value): string {
  const type = typeOf(value);
  return PRESET_NAMES.get(type) ?? (value === null ? type : `a ${type}`);
}

const PRESET_NAMES: ReadonlyMap<ValueType, string> = new Map([
  ['PRESET_PARAMS', 'params'],
  ['PRESET_UTIL', 'Util'],
  ['PRESET_MATH', 'Math'],
  ['PRESET_SYSTEM', 'System'],
]);

/** Whether the value is a LONG. */
export function isLong(value: Value | undefined): value is Long {
  return typeof value === 'number' || typeof value === 'bigint';
}

export const ABSENT: Readonly<Record<AbsentType, AbsentValue>> = {
  STRING: new AbsentValue('STRING'),
  MAP: new AbsentValue('MAP'),
  DATETIME: new AbsentValue('DATETIME'),
  DATETIME_ZONE: new AbsentValue('DATETIME_ZONE'),
  DATETIME_FORMATTER: new AbsentValue('DATETIME_FORMATTER'),
  DATETIME_PROPERTY: new AbsentValue('DATETIME_PROPERTY'),
  DATETIME_DAYS: new AbsentValue('DATETIME_DAYS'),
  UUID: new AbsentValue('UUID'),
};
