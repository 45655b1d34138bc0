import { offsetText, type Zone } from './zone.ts';

/** Names that can be parsed, as Joda-Time knows them by default; longer ones first. */
const PARSEABLE: ReadonlyMap<string, string> = new Map([
  ['UTC', 'UTC'],
  ['GMT', 'UTC'],
  ['EST', 'America/New_York'],
  ['EDT', 'America/New_York'],
  ['CST', 'America/Chicago'],
  ['CDT', 'America/Chicago'],
  ['MST', 'America/Denver'],
  ['MDT', 'America/Denver'],
  ['PST', 'America/Los_Angeles'],
  ['PDT', 'America/Los_Angeles'],
  ['UT', 'UTC'],
]);

/** The zone id of a name at the start of the text, with the length of the name. */
export function parseZoneName(
  text: string,
  at: number,
): { readonly id: string; readonly length: number } | undefined {
  for (const [name, id] of PARSEABLE) if (text.startsWith(name, at)) return { id, length: name.length };
  return undefined;
}

/** What js-joda's data calls the offset in force, such as PDT or JST; the library has no public way to ask. */
interface Abbreviations {
  readonly abbrs: readonly string[];
  readonly untils: readonly number[];
}

/** The English name of the zone's time at an instant; a zone without names prints its offset. */
export function zoneName(zone: Zone, millis: number, isShort: boolean): string {
  if (zone.id === 'UTC') return isShort ? 'UTC' : 'Coordinated Universal Time';
  const offset = offsetText(zone.offsetAt(millis), ':');
  if (zone.rules === undefined) return offset;
  if (!isShort) return longName(zone.id, millis) ?? offset;
  const data = (zone.rules as { _tzdbInfo?: Abbreviations })._tzdbInfo;
  const index = data?.untils.findIndex((until) => millis < until) ?? -1;
  const name = data?.abbrs[index];
  return name !== undefined && /^[A-Z]/i.test(name) ? name : offset;
}

function longName(timeZone: string, millis: number): string | undefined {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'long' });
  return format.formatToParts(millis).find(({ type }) => type === 'timeZoneName')?.value;
}
