import { SelError } from '../errors.ts';
import { daysFromCivil, startOfWeekyear } from './civil.ts';
import { type FieldName, getField, setField } from './fields.ts';
import type { LocalTime } from './local-time.ts';
import type { NumberField, TextField } from './pattern.ts';

export type ParsedFieldName = NumberField | TextField | 'millisOfSecond';

/** One field read from a text. */
export interface ParsedField {
  readonly name: ParsedFieldName;
  readonly value: number;
}

/**
 * The unit a field counts (larger first: era, century, year, month, week, day, half day, hour, minute, second, millis) and
 * the unit it starts again in. Fields are applied in the order of the latter, then of the former.
 */
const UNITS: Readonly<Record<ParsedFieldName, readonly [range: number, unit: number]>> = {
  era: [0, 0],
  century: [0, 1],
  yearOfEra: [0, 2],
  year: [0, 2],
  weekyear: [0, 2],
  monthOfYear: [2, 3],
  weekOfWeekyear: [2, 4],
  dayOfYear: [2, 5],
  dayOfMonth: [3, 5],
  dayOfWeek: [4, 5],
  halfdayOfDay: [5, 6],
  hourOfDay: [5, 7],
  clockhourOfDay: [5, 7],
  hourOfHalfday: [6, 7],
  clockhourOfHalfday: [6, 7],
  minuteOfHour: [7, 8],
  secondOfMinute: [8, 9],
  millisOfSecond: [9, 10],
};
const MONTH = 3;
const DAY = 5;
const DEFAULT_YEAR = 2000;

/**
 * The local time the fields describe: missing ones come from 1970-01-01T00:00, but from the year 2000 when the largest
 * one given is a month, week or day. Throws ILLEGAL_ARGUMENT when a value is out of range.
 */
export function localTimeOf(fields: readonly ParsedField[]): LocalTime {
  const sorted = [...fields].sort((a, b) => order(a) - order(b));
  const largest = sorted[0] === undefined ? undefined : UNITS[sorted[0].name][1];
  if (largest !== undefined && largest >= MONTH && largest <= DAY)
    sorted.unshift({ name: 'year', value: DEFAULT_YEAR });
  let local: LocalTime = { day: 0, ms: 0 };
  for (const field of sorted) local = floor(field.name, set(field, local));
  // Once more: a larger field set later, such as a week, may have moved a smaller one.
  for (const [i, field] of sorted.entries()) {
    local = set(field, local);
    if (i === sorted.length - 1) local = floor(field.name, local);
  }
  return local;
}

function order({ name }: ParsedField): number {
  const [range, unit] = UNITS[name];
  return range * 100 + unit;
}

function set({ name, value }: ParsedField, local: LocalTime): LocalTime {
  const year = getField('year', local);
  const hour = getField('hourOfDay', local);
  switch (name) {
    case 'era':
      return (year > 0 ? 1 : 0) === value ? local : setField('year', local, 1 - year);
    case 'century':
      return setField('year', local, value * 100 + (Math.abs(year) % 100));
    case 'yearOfEra':
      if (value < 1) throw new SelError('ILLEGAL_ARGUMENT', `yearOfEra must be at least 1, not ${value}`);
      return setField('year', local, year > 0 ? value : 1 - value);
    case 'halfdayOfDay':
      return setField('hourOfDay', local, (hour % 12) + 12 * value);
    case 'hourOfHalfday':
      return setField('hourOfDay', local, Math.floor(hour / 12) * 12 + bounded(name, value, 0, 11));
    case 'clockhourOfHalfday':
      return setField('hourOfDay', local, Math.floor(hour / 12) * 12 + (bounded(name, value, 1, 12) % 12));
    case 'clockhourOfDay':
      return setField('hourOfDay', local, bounded(name, value, 1, 24) % 24);
    default:
      return setField(name satisfies FieldName, local, value);
  }
}

function bounded(name: string, value: number, lowest: number, highest: number): number {
  if (value >= lowest && value <= highest) return value;
  throw new SelError('ILLEGAL_ARGUMENT', `${name} must be from ${lowest} to ${highest}, not ${value}`);
}

const FLOOR_MS: ReadonlyMap<number, number> = new Map([
  [6, 43_200_000],
  [7, 3_600_000],
  [8, 60_000],
  [9, 1000],
  [10, 1],
]);

/** The start of the unit that the field counts. */
function floor(name: ParsedFieldName, local: LocalTime): LocalTime {
  const year = getField('year', local);
  const [, unit] = UNITS[name];
  const step = FLOOR_MS.get(unit);
  if (step !== undefined) return { day: local.day, ms: local.ms - (local.ms % step) };
  switch (name) {
    case 'era':
      return local;
    case 'century':
      return { day: daysFromCivil(Math.floor(year / 100) * 100, 1, 1), ms: 0 };
    case 'weekyear':
      return { day: startOfWeekyear(getField('weekyear', local)), ms: 0 };
    case 'year':
    case 'yearOfEra':
      return { day: daysFromCivil(year, 1, 1), ms: 0 };
    case 'monthOfYear':
      return { day: local.day - getField('dayOfMonth', local) + 1, ms: 0 };
    case 'weekOfWeekyear':
      return { day: local.day - getField('dayOfWeek', local) + 1, ms: 0 };
    default:
      return { day: local.day, ms: 0 };
  }
}
