import { ZoneId, type ZoneRules, ZoneRulesProvider } from '@js-joda/core';
import '@js-joda/timezone';
import { SelError, suggestion } from '../errors.ts';
import { ZONE_ALIASES } from './zone-aliases.ts';

/** A time zone: UTC, a fixed offset, or an IANA zone with the rules of js-joda's data. */
export interface Zone {
  readonly id: string;
  /** IANA data, absent for UTC and fixed offsets. */
  readonly rules?: ZoneRules;
  /** Milliseconds to add to UTC at an instant. */
  offsetAt(millis: number): number;
}

export const UTC: Zone = { id: 'UTC', offsetAt: () => 0 };

const FIXED = /^([+-])([0-9]{2})(?::?([0-9]{2})(?::?([0-9]{2})(?:\.([0-9]{3}))?)?)?$/;
/** At most one entry for each known IANA id. */
const zones = new Map<string, Zone>([['UTC', UTC]]);
let known: ReadonlySet<string> | undefined;

/** Every IANA id, old spellings included; the case counts. */
export function knownZoneIds(): ReadonlySet<string> {
  known ??= new Set(ZoneRulesProvider.getAvailableZoneIds());
  return known;
}

/** The zone of an id; throws ILLEGAL_ARGUMENT naming the nearest known id. */
export function zoneOf(id: string): Zone {
  const cached = zones.get(id);
  if (cached !== undefined) return cached;
  const fixed = fixedZone(id);
  if (fixed !== undefined) return fixed;
  if (!knownZoneIds().has(id)) {
    const shown = id.length > 60 ? `${id.slice(0, 60)}...` : id;
    throw new SelError(
      'ILLEGAL_ARGUMENT',
      `there is no time zone '${shown}'${suggestion(id, knownZoneIds())}`,
    );
  }
  const rules = ZoneId.of(id).rules();
  const zone: Zone = {
    id: ZONE_ALIASES.get(id) ?? id,
    rules,
    offsetAt: (millis) => rules.offsetOfEpochMilli(millis).totalSeconds() * 1000,
  };
  zones.set(id, zone);
  return zone;
}

function fixedZone(id: string): Zone | undefined {
  const match = FIXED.exec(id);
  if (match === null) return undefined;
  const [hours, minutes, seconds, millis] = match.slice(2).map((text) => Number(text ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const offset = (match[1] === '-' ? -1 : 1) * (((hours * 60 + minutes) * 60 + seconds) * 1000 + millis);
  return fixedOffset(offset);
}

/** The zone of a constant offset in milliseconds; zero is UTC. */
function fixedOffset(offset: number): Zone {
  return offset === 0 ? UTC : { id: offsetText(offset, ':'), offsetAt: () => offset };
}

/** `+HH:mm`, with seconds and milliseconds when there are any. */
export function offsetText(offset: number, separator: string): string {
  const size = Math.abs(offset);
  const two = (unit: number, base: number) => String(Math.floor(size / unit) % base).padStart(2, '0');
  let text = `${offset < 0 ? '-' : '+'}${two(3_600_000, 100)}${separator}${two(60_000, 60)}`;
  if (size % 60_000 !== 0) text += `${separator}${two(1000, 60)}`;
  if (size % 1000 !== 0) text += `.${String(size % 1000).padStart(3, '0')}`;
  return text;
}

const DAY_AND_MORE = 26 * 3_600_000;

/**
 * The offset for a local time in milliseconds. In an overlap the earlier instant is meant; in a gap the offset before it
 * is answered, which moves the time forward by the gap.
 */
export function offsetFromLocal(zone: Zone, local: number): number {
  const before = zone.offsetAt(local - DAY_AND_MORE);
  const after = zone.offsetAt(local + DAY_AND_MORE);
  if (zone.offsetAt(local - before) === before) return before;
  if (before !== after && zone.offsetAt(local - after) === after) return after;
  return before;
}
