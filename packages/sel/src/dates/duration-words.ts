import { SelError } from '../errors.ts';

const UNITS: ReadonlyMap<string, number> = new Map([
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
  ['millisecond', 1],
]);
const ORDER = ['year', 'month', ...UNITS.keys()];
const PART = /^(-?[0-9]{1,10}) ([a-z]+?)s?$/;

/**
 * Milliseconds of English words such as `2 days, 3 hours and 1 minute` (spec 9.10): descending units joined by a comma
 * or `and`. Years and months have no fixed length and are UNSUPPORTED; anything else is ILLEGAL_ARGUMENT.
 */
export function durationMillis(text: string): number {
  let total = 0;
  let last = -1;
  for (const part of text.length > 200 ? [text] : text.split(/, and | and |, |,/)) {
    const match = PART.exec(part);
    const unit = match?.[2] ?? '';
    const rank = ORDER.indexOf(unit);
    if (match === null || rank <= last) {
      throw new SelError(
        'ILLEGAL_ARGUMENT',
        `'${text.slice(0, 80)}' is not a duration such as '1 day' or '2 hours and 5 minutes'`,
      );
    }
    const millis = UNITS.get(unit);
    if (millis === undefined) {
      throw new SelError('UNSUPPORTED', `'${text.slice(0, 80)}' has no fixed length: ${unit}s differ`);
    }
    total += Number(match[1]) * millis;
    last = rank;
  }
  return total;
}
