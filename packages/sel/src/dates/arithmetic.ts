import { SelError } from '../errors.ts';
import type { Long } from '../values/value.ts';
import { civilFromDays, MAX_YEAR, MIN_YEAR } from './civil.ts';
import { atMonth, type FieldName, getField, setField } from './fields.ts';
import { DAY_MS, fromLocal, fromLocalNear, type LocalTime, minusOffset, toLocal } from './local-time.ts';
import { offsetFromLocal, type Zone } from './zone.ts';

export type DurationUnit = 'Years' | 'Months' | 'Weeks' | 'Days' | 'Hours' | 'Minutes' | 'Seconds' | 'Millis';

const EXACT: Partial<Record<DurationUnit, number>> = {
  Hours: 3_600_000,
  Minutes: 60_000,
  Seconds: 1000,
  Millis: 1,
};

/**
 * Adds a number of units. Years to days move the local date (a gap moves forward, an overlap takes the earlier instant,
 * as Joda-Time does); hours to millis are exact durations. Throws ILLEGAL_ARGUMENT out of range.
 */
export function plus(millis: Long, zone: Zone, unit: DurationUnit, count: number): Long {
  if (count === 0) return millis;
  const exact = EXACT[unit];
  if (exact !== undefined) return plusExact(millis, exact * count);
  const local = toLocal(millis, zone);
  return fromLocal(plusLocal(local, unit, count), zone);
}

function plusExact(millis: Long, added: number): Long {
  const sum = typeof millis === 'number' ? millis + added : Number.NaN;
  if (Number.isSafeInteger(sum)) return sum;
  const big = BigInt(millis) + BigInt(added);
  if (BigInt.asIntN(64, big) === big) return big;
  throw new SelError('ILLEGAL_ARGUMENT', 'the date is beyond the range of 64-bit milliseconds');
}

function plusLocal(local: LocalTime, unit: DurationUnit, count: number): LocalTime {
  if (unit === 'Days') return { day: local.day + count, ms: local.ms };
  if (unit === 'Weeks') return { day: local.day + 7 * count, ms: local.ms };
  const { year, month } = civilFromDays(local.day);
  const months = year * 12 + (month - 1) + (unit === 'Years' ? 12 * count : count);
  const targetYear = Math.floor(months / 12);
  if (targetYear < MIN_YEAR || targetYear > MAX_YEAR) {
    throw new SelError('ILLEGAL_ARGUMENT', `the year ${targetYear} is out of range`);
  }
  return atMonth(local, targetYear, months - targetYear * 12 + 1);
}

/** Sets one field; an overlap keeps the current offset; throws ILLEGAL_ARGUMENT when a gap makes the field another value. */
export function withField(millis: Long, zone: Zone, field: FieldName, value: number): Long {
  const result = fromLocalNear(setField(field, toLocal(millis, zone), value), zone, millis);
  if (getField(field, toLocal(result, zone)) === value) return result;
  throw new SelError(
    'ILLEGAL_ARGUMENT',
    `${field} cannot be ${value} here: the clocks in ${zone.id} skip that time`,
  );
}

/** The first instant of the local day, which is not midnight where the clocks skip midnight. */
export function startOfDay(millis: Long, zone: Zone): Long {
  const midnight = { day: toLocal(millis, zone).day, ms: 0 };
  const offset = offsetFromLocal(zone, midnight.day * DAY_MS);
  const start = minusOffset(midnight, offset);
  if (zone.offsetAt(Number(start)) === offset) return start;
  // Midnight is in a gap; the gap began at most a day before.
  let [before, after] = [Number(start) - DAY_MS, Number(start)];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (zone.offsetAt(middle) === offset) before = middle;
    else after = middle;
  }
  return after;
}

/** Whole days between two instants, by the local clock of the first one's zone, truncated toward zero. */
export function daysBetween(from: Long, to: Long, zone: Zone): number {
  const [a, b] = [toLocal(from, zone), toLocal(to, zone)];
  const days = b.day - a.day;
  if (days > 0 && b.ms < a.ms) return days - 1;
  if (days < 0 && b.ms > a.ms) return days + 1;
  return days;
}
