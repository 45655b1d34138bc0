import type { Long } from '../values/value.ts';
import { civilFromDays } from './civil.ts';
import { DAY_MS, minusOffset, toLocal } from './local-time.ts';
import { offsetText, UTC, type Zone } from './zone.ts';

/** `yyyy-MM-ddTHH:mm:ss.SSSZ` or with `+HH:mm` (spec 10.2). */
export function dateTimeText(millis: Long, zone: Zone): string {
  const local = toLocal(millis, zone);
  const offset = Number(BigInt(minusOffset(local, 0)) - BigInt(millis));
  const { year, month, day } = civilFromDays(local.day);
  const two = (value: number) => String(value).padStart(2, '0');
  const years = `${year < 0 ? '-' : ''}${String(Math.abs(year)).padStart(4, '0')}`;
  const hours = two(Math.floor(local.ms / 3_600_000));
  const minutes = two(Math.floor(local.ms / 60_000) % 60);
  const seconds = two(Math.floor((local.ms % DAY_MS) / 1000) % 60);
  const fraction = String(local.ms % 1000).padStart(3, '0');
  const suffix = zone === UTC || offset === 0 ? 'Z' : offsetText(offset, ':');
  return `${years}-${two(month)}-${two(day)}T${hours}:${minutes}:${seconds}.${fraction}${suffix}`;
}
