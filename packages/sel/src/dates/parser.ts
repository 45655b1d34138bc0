import { SelError } from '../errors.ts';
import type { Long } from '../values/value.ts';
import type { DateTimeFormatter } from './formatter.ts';
import { fromLocalStrict, minusOffset } from './local-time.ts';
import { ERAS, HALF_DAYS, MONTHS, shortName, WEEKDAYS } from './names.ts';
import { localTimeOf, type ParsedField } from './parsed-fields.ts';
import type { PatternPart } from './pattern.ts';
import { knownZoneIds, type Zone, zoneOf } from './zone.ts';
import { parseZoneName } from './zone-names.ts';

/** What has been read so far. */
interface Reading {
  readonly text: string;
  readonly currentYear: number;
  at: number;
  fields: ParsedField[];
  offset: number | undefined;
  zone: Zone | undefined;
}

/** An instant, and the zone the text itself named. */
export interface ParsedDateTime {
  readonly millis: Long;
  readonly zone: Zone | undefined;
}

/**
 * Reads a whole text by a pattern (spec 10.6): without an offset in it the local time is taken in the zone it names, else in
 * `zone`. Throws ILLEGAL_ARGUMENT saying where the text stops fitting.
 */
export function parseDateTime(
  formatter: DateTimeFormatter,
  text: string,
  zone: Zone,
  currentYear: number,
): ParsedDateTime {
  const reading: Reading = { text, currentYear, at: 0, fields: [], offset: undefined, zone: undefined };
  for (const part of formatter.parts) {
    if (!readPart(reading, part)) throw malformed(formatter, text, reading.at);
  }
  if (reading.at !== text.length) throw malformed(formatter, text, reading.at);
  const local = localTimeOf(reading.fields);
  if (reading.offset !== undefined) return { millis: minusOffset(local, reading.offset), zone: reading.zone };
  return { millis: fromLocalStrict(local, reading.zone ?? zone), zone: reading.zone };
}

function malformed(formatter: DateTimeFormatter, text: string, at: number): SelError {
  const shown = text.length > 60 ? `${text.slice(0, 60)}...` : text;
  const where = at >= text.length ? 'it is too short' : `it is malformed at '${text.slice(at, at + 20)}'`;
  return new SelError(
    'ILLEGAL_ARGUMENT',
    `'${shown}' does not fit the date pattern '${formatter.pattern}': ${where}`,
  );
}

function readPart(reading: Reading, part: PatternPart): boolean {
  switch (part.kind) {
    case 'literal':
      return readLiteral(reading, part.text);
    case 'number': {
      const value = readNumber(reading, part.maxDigits, part.isSigned);
      if (value !== undefined) reading.fields.push({ name: part.field, value });
      return value !== undefined;
    }
    case 'two-digit-year':
      return readTwoDigitYear(reading, part);
    case 'text':
      return readName(reading, part.field);
    case 'fraction':
      return readFraction(reading, part.digits);
    case 'offset':
      return readOffset(reading);
    case 'zone-id':
      return readZoneId(reading);
    case 'zone-name': {
      const named = part.isShort ? parseZoneName(reading.text, reading.at) : undefined;
      if (named === undefined) return false;
      reading.zone = zoneOf(named.id);
      reading.at += named.length;
      return true;
    }
  }
}

function readLiteral(reading: Reading, literal: string): boolean {
  const found = reading.text.slice(reading.at, reading.at + literal.length);
  if (found.toUpperCase() !== literal.toUpperCase()) return false;
  reading.at += literal.length;
  return true;
}

function isDigit(unit: string | undefined): boolean {
  return unit !== undefined && unit >= '0' && unit <= '9';
}

/** A sign does not count as a digit. */
function readNumber(reading: Reading, maxDigits: number, isSigned: boolean): number | undefined {
  const { text, at } = reading;
  const sign = text[at];
  const start =
    isSigned && (sign === '-' || sign === '+') && maxDigits > 1 && isDigit(text[at + 1]) ? at + 1 : at;
  let end = start;
  while (end - start < maxDigits && isDigit(text[end])) end++;
  if (end === start) return undefined;
  reading.at = end;
  const value = Number(text.slice(start, end));
  return start > at && sign === '-' ? -value : value;
}

/** Two digits mean the year within 80 years back and 19 ahead of now; more or fewer are the year itself, where allowed. */
function readTwoDigitYear(reading: Reading, part: PatternPart & { kind: 'two-digit-year' }): boolean {
  const { text, at } = reading;
  const value = readNumber(reading, part.isLenient ? 9 : 2, part.isLenient);
  if (value === undefined || (!part.isLenient && reading.at - at !== 2)) return false;
  const isShort = reading.at - at === 2 && isDigit(text[at]);
  reading.fields.push({ name: part.field, value: isShort ? nearYear(value, reading.currentYear) : value });
  return true;
}

function nearYear(twoDigits: number, currentYear: number): number {
  const lowest = currentYear - 80;
  const shift = ((lowest % 100) + 100) % 100;
  return lowest - shift + twoDigits + (twoDigits < shift ? 100 : 0);
}

/** Every spelling of each value, with its number. */
const NAMES: Readonly<
  Record<'era' | 'dayOfWeek' | 'monthOfYear' | 'halfdayOfDay', readonly (readonly [string, number])[]>
> = {
  era: [...ERAS.map((name, i) => [name, i] as const), ['BCE', 0], ['CE', 1]],
  halfdayOfDay: HALF_DAYS.map((name, i) => [name, i]),
  monthOfYear: MONTHS.flatMap((name, i) => [[name, i + 1] as const, [shortName(name), i + 1] as const]),
  dayOfWeek: WEEKDAYS.flatMap((name, i) => [[name, i + 1] as const, [shortName(name), i + 1] as const]),
};

function readName(reading: Reading, field: keyof typeof NAMES): boolean {
  const rest = reading.text.slice(reading.at, reading.at + 12).toLowerCase();
  let best: readonly [string, number] | undefined;
  for (const entry of NAMES[field]) {
    if (rest.startsWith(entry[0].toLowerCase()) && entry[0].length > (best?.[0].length ?? 0)) best = entry;
  }
  if (best === undefined) return false;
  reading.at += best[0].length;
  reading.fields.push({ name: field, value: best[1] });
  return true;
}

function readFraction(reading: Reading, maxDigits: number): boolean {
  const start = reading.at;
  while (reading.at - start < maxDigits && isDigit(reading.text[reading.at])) reading.at++;
  const digits = reading.text.slice(start, reading.at);
  if (digits === '') return false;
  reading.fields.push({ name: 'millisOfSecond', value: Number(digits.slice(0, 3).padEnd(3, '0')) });
  return true;
}

const OFFSET = /Z|([+-])([0-9]{2})(?::?([0-9]{2})(?::?([0-9]{2})(?:[.,]?([0-9]{1,3}))?)?)?/y;

function readOffset(reading: Reading): boolean {
  OFFSET.lastIndex = reading.at;
  const match = OFFSET.exec(reading.text);
  if (match === null) return false;
  const [hours, minutes, seconds] = match.slice(2, 5).map((text) => Number(text ?? 0)) as [
    number,
    number,
    number,
  ];
  if (hours > 23 || minutes > 59 || seconds > 59) return false;
  const millis = Number((match[5] ?? '').padEnd(3, '0'));
  reading.offset =
    (match[1] === '-' ? -1 : 1) * (((hours * 60 + minutes) * 60 + seconds) * 1000 + millis) + 0;
  reading.at += match[0].length;
  return true;
}

function readZoneId(reading: Reading): boolean {
  const word = /[A-Za-z0-9_+:/-]*/y;
  word.lastIndex = reading.at;
  for (let id = word.exec(reading.text)?.[0].slice(0, 40) ?? ''; id !== ''; id = id.slice(0, -1)) {
    if (id !== 'UTC' && !knownZoneIds().has(id) && !/^[+-][0-9]{2}:?[0-9]{2}$/.test(id)) continue;
    reading.zone = zoneOf(id);
    reading.at += id.length;
    return true;
  }
  return false;
}
