import { daysBetween } from '../dates/arithmetic.ts';
import { getField } from '../dates/fields.ts';
import { formatterFor, printDateTime } from '../dates/formatter.ts';
import { toLocal } from '../dates/local-time.ts';
import { MONTHS, WEEKDAYS } from '../dates/names.ts';
import { zoneOf } from '../dates/zone.ts';
import { SelError } from '../errors.ts';
import {
  DateTimeValue,
  DaysValue,
  FormatterValue,
  isLong,
  PropertyValue,
  type Value,
  ZoneValue,
} from '../values/value.ts';
import { defaultZone, parsed, withExtreme } from './date-time.ts';
import { type Method, type MethodTable, method, textArgument, wrongArgument } from './method.ts';

function dateTimeArgument(args: readonly Value[], index: number): DateTimeValue {
  const value = args[index];
  if (value instanceof DateTimeValue) return value;
  throw wrongArgument(index, 'DATETIME', value, 'BAD_CAST');
}

function missing(type: string): never {
  throw new SelError('NULL_REFERENCE', `this ${type} has no content`);
}

export const ZONE_METHODS: MethodTable = new Map<string, Method>([
  ['forID', method(1, (_run, _self, args) => new ZoneValue(zoneOf(textArgument(args, 0))))],
  [
    'getOffset',
    method(1, (_run, self, args) => {
      if (!(self instanceof ZoneValue)) return missing('DATETIME_ZONE');
      return self.zone.offsetAt(Number(dateTimeArgument(args, 0).millis));
    }),
  ],
]);

function formatterOf(self: Value): FormatterValue {
  return self instanceof FormatterValue ? self : missing('DATETIME_FORMATTER');
}

function textOrLong(args: readonly Value[]): string {
  const value = args[0];
  return isLong(value) ? String(value) : textArgument(args, 0);
}

export const FORMATTER_METHODS: MethodTable = new Map<string, Method>([
  [
    'forPattern',
    method(1, (_run, _self, args) => new FormatterValue(formatterFor(textArgument(args, 0)), undefined)),
  ],
  [
    'withZone',
    method(1, (_run, self, args) => {
      const { formatter } = formatterOf(self);
      const zone = args[0];
      if (zone instanceof ZoneValue) return new FormatterValue(formatter, zone.zone);
      if (zone === null) return new FormatterValue(formatter, undefined);
      throw wrongArgument(0, 'DATETIME_ZONE', zone, 'BAD_CAST');
    }),
  ],
  ['parseDateTime', method(1, (run, self, args) => parsed(run, formatterOf(self), textOrLong(args)))],
  [
    'parseMillis',
    method(1, (run, self, args) => parsed(run, formatterOf(self), textArgument(args, 0)).millis),
  ],
  [
    'print',
    method(1, (run, self, args) => {
      const { formatter, zone } = formatterOf(self);
      const value = args[0];
      if (value instanceof DateTimeValue) return printDateTime(formatter, value.millis, zone ?? value.zone);
      if (isLong(value)) return printDateTime(formatter, value, zone ?? defaultZone(run));
      throw wrongArgument(0, 'LONG or DATETIME', value, 'UNSUPPORTED');
    }),
  ],
]);

function propertyOf(self: Value): PropertyValue {
  return self instanceof PropertyValue ? self : missing('DATETIME_PROPERTY');
}

function fieldValue({ dateTime, field }: PropertyValue): number {
  return getField(field, toLocal(dateTime.millis, dateTime.zone));
}

function propertyText(property: PropertyValue): string {
  const value = fieldValue(property);
  if (property.field === 'monthOfYear') return MONTHS[value - 1]!;
  return property.field === 'dayOfWeek' ? WEEKDAYS[value - 1]! : String(value);
}

export const PROPERTY_METHODS: MethodTable = new Map<string, Method>([
  ['get', method(0, (_run, self) => fieldValue(propertyOf(self)))],
  ['getAsText', method(0, (_run, self) => propertyText(propertyOf(self)))],
  ['withMinimumValue', method(0, (_run, self) => withExtreme(propertyOf(self), 0))],
  ['withMaximumValue', method(0, (_run, self) => withExtreme(propertyOf(self), 1))],
]);

export const DAYS_METHODS: MethodTable = new Map<string, Method>([
  [
    'daysBetween',
    method(2, (_run, _self, args) => {
      const [from, to] = [dateTimeArgument(args, 0), dateTimeArgument(args, 1)];
      return new DaysValue(daysBetween(from.millis, to.millis, from.zone));
    }),
  ],
  ['getDays', method(0, (_run, self) => (self instanceof DaysValue ? self.days : missing('DATETIME_DAYS')))],
]);
