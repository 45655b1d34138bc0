import { TextCache } from '../text-cache.ts';
import type { Long } from '../values/value.ts';
import { getField } from './fields.ts';
import { type LocalTime, toLocal } from './local-time.ts';
import { ERAS, HALF_DAYS, MONTHS, shortName, WEEKDAYS } from './names.ts';
import { compilePattern, type NumberField, type PatternPart, type TextField } from './pattern.ts';
import { offsetText, type Zone } from './zone.ts';
import { zoneName } from './zone-names.ts';

/** A compiled pattern. */
export interface DateTimeFormatter {
  readonly pattern: string;
  readonly parts: readonly PatternPart[];
}

const cache = new TextCache<DateTimeFormatter>(50_000);

/** The formatter of a pattern, compiled once for each distinct one; throws ILLEGAL_ARGUMENT. */
export function formatterFor(pattern: string): DateTimeFormatter {
  return cache.get(pattern, () => ({ pattern, parts: compilePattern(pattern) }));
}

/** Prints an instant as clocks in the zone show it. */
export function printDateTime(formatter: DateTimeFormatter, millis: Long, zone: Zone): string {
  const local = toLocal(millis, zone);
  let text = '';
  for (const part of formatter.parts) text += printPart(part, local, millis, zone);
  return text;
}

function printPart(part: PatternPart, local: LocalTime, millis: Long, zone: Zone): string {
  switch (part.kind) {
    case 'literal':
      return part.text;
    case 'number':
      return padded(numberOf(part.field, local), part.minDigits);
    case 'two-digit-year':
      return padded(Math.abs(numberOf(part.field, local)) % 100, 2);
    case 'text': {
      const name = nameOf(part.field, local);
      return part.isShort ? shortName(name) : name;
    }
    case 'fraction':
      return String(local.ms % 1000)
        .padStart(3, '0')
        .slice(0, part.digits)
        .padEnd(part.digits, '0');
    case 'offset':
      return offsetText(zone.offsetAt(Number(millis)), part.separator);
    case 'zone-id':
      return zone.id;
    case 'zone-name':
      return zoneName(zone, Number(millis), part.isShort);
  }
}

function padded(value: number, digits: number): string {
  return value < 0 ? `-${String(-value).padStart(digits, '0')}` : String(value).padStart(digits, '0');
}

function numberOf(field: NumberField, local: LocalTime): number {
  switch (field) {
    case 'century':
      return Math.floor(yearOfEra(local) / 100);
    case 'yearOfEra':
      return yearOfEra(local);
    case 'hourOfHalfday':
      return getField('hourOfDay', local) % 12;
    case 'clockhourOfHalfday':
      return ((getField('hourOfDay', local) + 11) % 12) + 1;
    case 'clockhourOfDay':
      return getField('hourOfDay', local) || 24;
    default:
      return getField(field, local);
  }
}

function yearOfEra(local: LocalTime): number {
  const year = getField('year', local);
  return year > 0 ? year : 1 - year;
}

function nameOf(field: TextField, local: LocalTime): string {
  switch (field) {
    case 'era':
      return ERAS[getField('year', local) > 0 ? 1 : 0]!;
    case 'halfdayOfDay':
      return HALF_DAYS[getField('hourOfDay', local) < 12 ? 0 : 1]!;
    case 'monthOfYear':
      return MONTHS[getField('monthOfYear', local) - 1]!;
    case 'dayOfWeek':
      return WEEKDAYS[getField('dayOfWeek', local) - 1]!;
  }
}
