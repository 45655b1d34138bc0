import { type DurationUnit, plus, startOfDay, withField } from '../dates/arithmetic.ts';
import { FIELD_NAMES, type FieldName, fieldRange, getField, setField } from '../dates/fields.ts';
import { formatterFor, printDateTime } from '../dates/formatter.ts';
import { parseIso } from '../dates/iso-parser.ts';
import { dateTimeText } from '../dates/iso-text.ts';
import { fromLocalStrict, type LocalTime, toLocal } from '../dates/local-time.ts';
import { parseDateTime } from '../dates/parser.ts';
import { UTC, type Zone, zoneOf } from '../dates/zone.ts';
import { SelError } from '../errors.ts';
import type { RunState } from '../language/run-state.ts';
import {
  ABSENT,
  DateTimeValue,
  FormatterValue,
  isLong,
  PropertyValue,
  typeOf,
  type Value,
  ZoneValue,
} from '../values/value.ts';
import { intArgument, type Method, type MethodTable, method, textArgument, wrongArgument } from './method.ts';

/** The zone used where a program names none. */
export function defaultZone(run: RunState): Zone {
  const id = run.environment.defaultZone;
  return id === undefined ? UTC : zoneOf(id);
}

/** A ZONE argument; null means the default zone; throws ILLEGAL_ARGUMENT. */
function zoneArgument(run: RunState, args: readonly Value[], index: number): Zone {
  const value = args[index];
  if (value instanceof ZoneValue) return value.zone;
  if (value === null || value === ABSENT.DATETIME_ZONE) return defaultZone(run);
  throw wrongArgument(index, 'DATETIME_ZONE', value, 'ILLEGAL_ARGUMENT');
}

/** `new DateTime(...)` in the forms of spec 10.1; throws ILLEGAL_ARGUMENT. */
export function newDateTime(run: RunState, args: readonly Value[]): DateTimeValue {
  if (args.length === 8) return fromParts(run, args);
  const [from] = args;
  const zone = args.length === 2 ? zoneArgument(run, args, 1) : undefined;
  if (args.length <= 2) {
    if (from === undefined || from === null)
      return new DateTimeValue(run.environment.now, zone ?? defaultZone(run));
    if (isLong(from)) return new DateTimeValue(from, zone ?? defaultZone(run));
    if (from instanceof DateTimeValue) return new DateTimeValue(from.millis, zone ?? from.zone);
    if (typeof from === 'string') {
      const target = zone ?? defaultZone(run);
      return new DateTimeValue(parseIso(from, target), target);
    }
  }
  throw new SelError('ILLEGAL_ARGUMENT', `new DateTime(${args.map(typeOf).join(', ')}) is not possible`);
}

const PARTS: readonly FieldName[] = [
  'year',
  'monthOfYear',
  'dayOfMonth',
  'hourOfDay',
  'minuteOfHour',
  'secondOfMinute',
  'millisOfSecond',
];

function fromParts(run: RunState, args: readonly Value[]): DateTimeValue {
  const zone = zoneArgument(run, args, 7);
  let local: LocalTime = { day: 0, ms: 0 };
  for (const [i, field] of PARTS.entries()) local = setField(field, local, intArgument(args, i));
  return new DateTimeValue(fromLocalStrict(local, zone), zone);
}

function present(self: Value): DateTimeValue {
  if (self instanceof DateTimeValue) return self;
  throw new SelError('ILLEGAL_ARGUMENT', 'this DATETIME has no content');
}

/** A DATETIME argument; null means now, as Joda-Time reads it. */
function instantArgument(run: RunState, args: readonly Value[]): number | bigint {
  const value = args[0];
  if (value instanceof DateTimeValue) return value.millis;
  if (value === null || value === ABSENT.DATETIME) return run.environment.now;
  throw wrongArgument(0, 'DATETIME', value, 'ILLEGAL_ARGUMENT');
}

const UNITS: readonly DurationUnit[] = [
  'Years',
  'Months',
  'Weeks',
  'Days',
  'Hours',
  'Minutes',
  'Seconds',
  'Millis',
];

function shift(unit: DurationUnit, sign: 1 | -1): Method {
  return method(1, (_run, self, args) => {
    const { millis, zone } = present(self);
    return new DateTimeValue(plus(millis, zone, unit, sign * intArgument(args, 0)), zone);
  });
}

function capital(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

function setter(field: FieldName): Method {
  return method(1, (_run, self, args) => {
    const { millis, zone } = present(self);
    return new DateTimeValue(withField(millis, zone, field, intArgument(args, 0)), zone);
  });
}

function getter(field: FieldName): Method {
  return method(0, (_run, self) => {
    const { millis, zone } = present(self);
    return getField(field, toLocal(millis, zone));
  });
}

function property(field: FieldName): Method {
  return method(0, (_run, self) => new PropertyValue(present(self), field));
}

function toZone(): Method {
  return method(1, (run, self, args) => new DateTimeValue(present(self).millis, zoneArgument(run, args, 0)));
}

const NOT_SETTABLE: ReadonlySet<FieldName> = new Set(['minuteOfDay', 'secondOfDay']);
const NO_PROPERTY: ReadonlySet<FieldName> = new Set(['year']);

export const DATE_TIME_METHODS: MethodTable = new Map<string, Method>([
  ...UNITS.flatMap((unit): [string, Method][] => [
    [`plus${unit}`, shift(unit, 1)],
    [`minus${unit}`, shift(unit, -1)],
  ]),
  ...FIELD_NAMES.map((field): [string, Method] => [`get${capital(field)}`, getter(field)]),
  ...FIELD_NAMES.filter((field) => !NOT_SETTABLE.has(field)).map((field): [string, Method] => [
    `with${capital(field)}`,
    setter(field),
  ]),
  ...FIELD_NAMES.filter((field) => !NO_PROPERTY.has(field)).map((field): [string, Method] => [
    field,
    property(field),
  ]),
  ['getMillis', method(0, (_run, self) => present(self).millis)],
  ['isAfter', method(1, (run, self, args) => present(self).millis > instantArgument(run, args))],
  ['isBefore', method(1, (run, self, args) => present(self).millis < instantArgument(run, args))],
  ['isEqual', method(1, (run, self, args) => present(self).millis === instantArgument(run, args))],
  ['withZone', toZone()],
  ['toDateTime', toZone()],
  [
    'withTimeAtStartOfDay',
    method(0, (_run, self) => {
      const { millis, zone } = present(self);
      return new DateTimeValue(startOfDay(millis, zone), zone);
    }),
  ],
  [
    'toString',
    method([0, 1], (_run, self, args) => {
      const { millis, zone } = present(self);
      if (args.length === 0) return dateTimeText(millis, zone);
      return printDateTime(formatterFor(textArgument(args, 0, 'ILLEGAL_ARGUMENT')), millis, zone);
    }),
  ],
  ['parse', method(2, (run, _self, args) => parseWith(run, args))],
]);

function parseWith(run: RunState, args: readonly Value[]): DateTimeValue {
  const formatter = args[1];
  if (!(formatter instanceof FormatterValue)) {
    throw wrongArgument(1, 'DATETIME_FORMATTER', formatter, 'ILLEGAL_ARGUMENT');
  }
  return parsed(run, formatter, textArgument(args, 0, 'ILLEGAL_ARGUMENT'));
}

/** Reads a text; the formatter's zone wins over one named in the text, and that over the default zone. */
export function parsed(run: RunState, { formatter, zone }: FormatterValue, text: string): DateTimeValue {
  const usual = zone ?? defaultZone(run);
  const currentYear = getField('year', toLocal(run.environment.now, usual));
  const result = parseDateTime(formatter, text, usual, currentYear);
  return new DateTimeValue(result.millis, zone ?? result.zone ?? usual);
}

/** The smallest or largest value of a field, applied. */
export function withExtreme({ dateTime, field }: PropertyValue, which: 0 | 1): DateTimeValue {
  const { millis, zone } = dateTime;
  const value = fieldRange(field, toLocal(millis, zone))[which];
  return new DateTimeValue(withField(millis, zone, field, value), zone);
}
