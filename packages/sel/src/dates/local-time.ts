import { SelError } from '../errors.ts';
import type { Long } from '../values/value.ts';
import { offsetFromLocal, type Zone } from './zone.ts';

/** A local date and time: days since 1970-01-01 and milliseconds of that day, each exact over the whole range. */
export interface LocalTime {
  readonly day: number;
  readonly ms: number;
}

export const DAY_MS = 86_400_000;

/** What clocks in the zone show at an instant. */
export function toLocal(millis: Long, zone: Zone): LocalTime {
  const offset = zone.offsetAt(Number(millis));
  if (typeof millis === 'number' && Number.isSafeInteger(millis + offset)) {
    const day = Math.floor((millis + offset) / DAY_MS);
    return { day, ms: millis + offset - day * DAY_MS };
  }
  const local = BigInt(millis) + BigInt(offset);
  const ms = ((local % 86_400_000n) + 86_400_000n) % 86_400_000n;
  return { day: Number((local - ms) / 86_400_000n), ms: Number(ms) };
}

/** The instant `offset` milliseconds behind a local time; throws ILLEGAL_ARGUMENT beyond 64 bits. */
export function minusOffset(local: LocalTime, offset: number): Long {
  const total = local.day * DAY_MS + local.ms - offset;
  if (Number.isSafeInteger(total)) return total;
  const big = BigInt(local.day) * 86_400_000n + BigInt(local.ms - offset);
  if (BigInt.asIntN(64, big) !== big)
    throw new SelError('ILLEGAL_ARGUMENT', 'the date is beyond the range of 64-bit milliseconds');
  return big;
}

/** The instant of a local time that must exist; throws ILLEGAL_ARGUMENT in a gap. */
export function fromLocalStrict(local: LocalTime, zone: Zone): Long {
  const offset = offsetFromLocal(zone, local.day * DAY_MS + local.ms);
  const millis = minusOffset(local, offset);
  if (zone.offsetAt(Number(millis)) === offset) return millis;
  throw new SelError('ILLEGAL_ARGUMENT', `this local time does not exist in ${zone.id}: the clocks skip it`);
}

/** The instant of a local time; one in a gap moves forward by the gap. */
export function fromLocal(local: LocalTime, zone: Zone): Long {
  return minusOffset(local, offsetFromLocal(zone, local.day * DAY_MS + local.ms));
}

/** Like `fromLocal`, but in an overlap it keeps the offset in force at `original`. */
export function fromLocalNear(local: LocalTime, zone: Zone, original: Long): Long {
  const offset = zone.offsetAt(Number(original));
  const millis = minusOffset(local, offset);
  return zone.offsetAt(Number(millis)) === offset ? millis : fromLocal(local, zone);
}
