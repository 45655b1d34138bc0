import { SelError } from '../errors.ts';
import {
  civilFromDays,
  dayOfWeek,
  daysFromCivil,
  daysInMonth,
  isLeapYear,
  MAX_YEAR,
  MIN_YEAR,
  startOfWeekyear,
  weeksInWeekyear,
  weekyearOf,
} from './civil.ts';
import { DAY_MS, type LocalTime } from './local-time.ts';

/** Reads, bounds and sets one calendar field of a local time. */
interface Field {
  get(local: LocalTime): number;
  range(local: LocalTime): readonly [lowest: number, highest: number];
  set(local: LocalTime, value: number): LocalTime;
}

function onDay(day: number, local: LocalTime): LocalTime {
  return { day, ms: local.ms };
}

function partOfDay(unit: number, count: number): Field {
  return {
    get: ({ ms }) => Math.floor(ms / unit) % count,
    range: () => [0, count - 1],
    set: (local, value) => ({
      day: local.day,
      ms: local.ms + (value - (Math.floor(local.ms / unit) % count)) * unit,
    }),
  };
}

/** Sets year and month, moving a day that does not exist back to the last of the month. */
export function atMonth(local: LocalTime, year: number, month: number): LocalTime {
  const { day } = civilFromDays(local.day);
  return onDay(daysFromCivil(year, month, Math.min(day, daysInMonth(year, month))), local);
}

function weekOf(day: number): number {
  return Math.floor((day - startOfWeekyear(weekyearOf(day))) / 7) + 1;
}

const YEARS: readonly [number, number] = [MIN_YEAR, MAX_YEAR];

const FIELDS = {
  year: {
    get: ({ day }) => civilFromDays(day).year,
    range: () => YEARS,
    set: (local, value) => atMonth(local, value, civilFromDays(local.day).month),
  },
  weekyear: {
    get: ({ day }) => weekyearOf(day),
    range: () => YEARS,
    set: (local, value) => {
      const week = Math.min(weekOf(local.day), weeksInWeekyear(value));
      return onDay(startOfWeekyear(value) + (week - 1) * 7 + dayOfWeek(local.day) - 1, local);
    },
  },
  monthOfYear: {
    get: ({ day }) => civilFromDays(day).month,
    range: () => [1, 12],
    set: (local, value) => atMonth(local, civilFromDays(local.day).year, value),
  },
  weekOfWeekyear: {
    get: ({ day }) => weekOf(day),
    range: ({ day }) => [1, weeksInWeekyear(weekyearOf(day))],
    set: (local, value) => onDay(local.day + (value - weekOf(local.day)) * 7, local),
  },
  dayOfYear: {
    get: ({ day }) => day - daysFromCivil(civilFromDays(day).year, 1, 1) + 1,
    range: ({ day }) => [1, isLeapYear(civilFromDays(day).year) ? 366 : 365],
    set: (local, value) => onDay(daysFromCivil(civilFromDays(local.day).year, 1, 1) + value - 1, local),
  },
  dayOfMonth: {
    get: ({ day }) => civilFromDays(day).day,
    range: ({ day }) => {
      const { year, month } = civilFromDays(day);
      return [1, daysInMonth(year, month)];
    },
    set: (local, value) => onDay(local.day + value - civilFromDays(local.day).day, local),
  },
  dayOfWeek: {
    get: ({ day }) => dayOfWeek(day),
    range: () => [1, 7],
    set: (local, value) => onDay(local.day + value - dayOfWeek(local.day), local),
  },
  hourOfDay: partOfDay(3_600_000, 24),
  minuteOfDay: partOfDay(60_000, 1440),
  minuteOfHour: partOfDay(60_000, 60),
  secondOfDay: partOfDay(1000, 86_400),
  secondOfMinute: partOfDay(1000, 60),
  millisOfDay: partOfDay(1, DAY_MS),
  millisOfSecond: partOfDay(1, 1000),
} satisfies Record<string, Field>;

export type FieldName = keyof typeof FIELDS;

export const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];

export function getField(name: FieldName, local: LocalTime): number {
  return FIELDS[name].get(local);
}

/** Smallest and largest value the field can take without changing anything larger. */
export function fieldRange(name: FieldName, local: LocalTime): readonly [number, number] {
  const field: Field = FIELDS[name];
  return field.range(local);
}

/** Sets one field; throws ILLEGAL_ARGUMENT when the value is out of range. */
export function setField(name: FieldName, local: LocalTime, value: number): LocalTime {
  const [lowest, highest] = fieldRange(name, local);
  if (value < lowest || value > highest) {
    throw new SelError('ILLEGAL_ARGUMENT', `${name} must be from ${lowest} to ${highest}, not ${value}`);
  }
  return FIELDS[name].set(local, value);
}
