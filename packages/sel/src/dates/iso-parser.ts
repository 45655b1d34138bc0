import { SelError } from '../errors.ts';
import type { Long } from '../values/value.ts';
import { fromLocalStrict, minusOffset } from './local-time.ts';
import { localTimeOf, type ParsedField, type ParsedFieldName } from './parsed-fields.ts';
import type { Zone } from './zone.ts';

const DATE =
  /^([+-]?[0-9]{1,9})(?:-W([0-9]{1,2})(?:-([0-9]))?|-([0-9]{3})|-([0-9]{1,2})(?:-([0-9]{1,2}))?)?$/;
const TIME = /^([0-9]{1,2})(?::([0-9]{1,2})(?::([0-9]{1,2}))?)?(?:[.,]([0-9]{1,9}))?$/;
const OFFSET = /(?:Z|([+-])([0-9]{2})(?::?([0-9]{2})(?::?([0-9]{2})(?:[.,]([0-9]{1,3}))?)?)?)$/;

/** An ISO 8601 date, time or both (spec 10.1); local where it has no offset. Throws ILLEGAL_ARGUMENT. */
export function parseIso(text: string, zone: Zone): Long {
  const split = text.indexOf('T');
  const date = split < 0 ? text : text.slice(0, split);
  const rest = split < 0 ? undefined : text.slice(split + 1);
  const offset = rest === undefined ? null : OFFSET.exec(rest);
  const time = rest?.slice(0, offset?.index ?? rest.length);
  const fields = text.length > 60 ? undefined : readFields(date, time);
  if (fields === undefined) {
    const shown = text.length > 60 ? `${text.slice(0, 60)}...` : text;
    throw new SelError('ILLEGAL_ARGUMENT', `'${shown}' is not an ISO 8601 date or time`);
  }
  const local = localTimeOf(fields);
  return offset === null ? fromLocalStrict(local, zone) : minusOffset(local, offsetMillis(offset, text));
}

function readFields(date: string, time: string | undefined): ParsedField[] | undefined {
  const fields: ParsedField[] = [];
  const add = (name: ParsedFieldName, text: string | undefined) => {
    if (text !== undefined) fields.push({ name, value: Number(text) });
  };
  if (date !== '') {
    const match = DATE.exec(date);
    if (match === null) return undefined;
    const [, year, week, weekday, dayOfYear, month, day] = match;
    add(week === undefined ? 'year' : 'weekyear', year);
    add('weekOfWeekyear', week);
    add('dayOfWeek', weekday);
    add('dayOfYear', dayOfYear);
    add('monthOfYear', month);
    add('dayOfMonth', day);
  }
  if (time === undefined) return date === '' ? undefined : fields;
  if (time === '') return date === '' ? undefined : fields;
  return addTime(time, add) ? fields : undefined;
}

function addTime(time: string, add: (name: ParsedFieldName, text: string | undefined) => void): boolean {
  const match = TIME.exec(time);
  if (match === null) return false;
  const [, hour, minute, second, fraction] = match;
  add('hourOfDay', hour);
  add('minuteOfHour', minute);
  add('secondOfMinute', second);
  if (fraction === undefined) return true;
  // A fraction belongs to the smallest unit written: of an hour, a minute or a second.
  const unit = second !== undefined ? 1000 : minute !== undefined ? 60_000 : 3_600_000;
  const millis = Math.floor(Number(`0.${fraction}`) * unit + 1e-6);
  if (unit > 60_000) add('minuteOfHour', String(Math.floor(millis / 60_000)));
  if (unit > 1000) add('secondOfMinute', String(Math.floor(millis / 1000) % 60));
  add('millisOfSecond', String(millis % 1000));
  return true;
}

function offsetMillis(match: RegExpExecArray, text: string): number {
  const [hours, minutes, seconds] = match.slice(2, 5).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
  ];
  if (hours > 23 || minutes > 59 || seconds > 59) {
    throw new SelError('ILLEGAL_ARGUMENT', `'${text}' has an offset out of range`);
  }
  const millis = Number((match[5] ?? '').padEnd(3, '0'));
  return (match[1] === '-' ? -1 : 1) * (((hours * 60 + minutes) * 60 + seconds) * 1000 + millis);
}
