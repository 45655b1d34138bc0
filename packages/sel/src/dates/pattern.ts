import { SelError } from '../errors.ts';

export type NumberField =
  | 'century'
  | 'yearOfEra'
  | 'year'
  | 'weekyear'
  | 'weekOfWeekyear'
  | 'dayOfWeek'
  | 'dayOfYear'
  | 'monthOfYear'
  | 'dayOfMonth'
  | 'hourOfHalfday'
  | 'clockhourOfHalfday'
  | 'hourOfDay'
  | 'clockhourOfDay'
  | 'minuteOfHour'
  | 'secondOfMinute';

export type TextField = 'era' | 'dayOfWeek' | 'monthOfYear' | 'halfdayOfDay';

/** One piece of a compiled pattern. */
export type PatternPart =
  | { readonly kind: 'literal'; readonly text: string }
  | {
      readonly kind: 'number';
      readonly field: NumberField;
      readonly minDigits: number;
      readonly maxDigits: number;
      readonly isSigned: boolean;
    }
  | {
      readonly kind: 'two-digit-year';
      readonly field: 'year' | 'yearOfEra' | 'weekyear';
      readonly isLenient: boolean;
    }
  | { readonly kind: 'text'; readonly field: TextField; readonly isShort: boolean }
  | { readonly kind: 'fraction'; readonly digits: number }
  | { readonly kind: 'offset'; readonly separator: '' | ':' }
  | { readonly kind: 'zone-id' }
  | { readonly kind: 'zone-name'; readonly isShort: boolean };

/** Letter -> number field and the most digits it can have. */
const NUMBERS: ReadonlyMap<string, readonly [field: NumberField, maxDigits: number]> = new Map([
  ['w', ['weekOfWeekyear', 2]],
  ['e', ['dayOfWeek', 1]],
  ['D', ['dayOfYear', 3]],
  ['d', ['dayOfMonth', 2]],
  ['K', ['hourOfHalfday', 2]],
  ['h', ['clockhourOfHalfday', 2]],
  ['H', ['hourOfDay', 2]],
  ['k', ['clockhourOfDay', 2]],
  ['m', ['minuteOfHour', 2]],
  ['s', ['secondOfMinute', 2]],
]);
const YEARS: ReadonlyMap<string, 'year' | 'yearOfEra' | 'weekyear'> = new Map([
  ['y', 'year'],
  ['Y', 'yearOfEra'],
  ['x', 'weekyear'],
]);
const LONGEST_YEAR = 9;
const MAX_LENGTH = 1000;

/** A run of one letter, or the literal text between two such runs. */
type PatternToken = { readonly letter: string; readonly count: number } | { readonly literal: string };

/** Compiles a pattern of spec 10.6; throws ILLEGAL_ARGUMENT for an empty one or an unknown letter. */
export function compilePattern(pattern: string): readonly PatternPart[] {
  if (pattern === '' || pattern.length > MAX_LENGTH) {
    throw new SelError(
      'ILLEGAL_ARGUMENT',
      `a date pattern must have from 1 to ${MAX_LENGTH} characters, not ${pattern.length}`,
    );
  }
  const tokens = splitPattern(pattern);
  return tokens.map((token, i) => {
    if ('literal' in token) return { kind: 'literal', text: token.literal };
    const part = compileLetters(token.letter, token.count, isNumeric(tokens[i + 1]));
    if (part !== undefined) return part;
    throw new SelError(
      'ILLEGAL_ARGUMENT',
      `'${token.letter}' in the date pattern '${pattern}' is not a pattern letter`,
    );
  });
}

function splitPattern(pattern: string): PatternToken[] {
  const tokens: PatternToken[] = [];
  for (let i = 0; i < pattern.length; ) {
    const letter = pattern[i]!;
    if (/[A-Za-z]/.test(letter)) {
      let end = i;
      while (pattern[end] === letter) end++;
      tokens.push({ letter, count: end - i });
      i = end;
    } else {
      const [literal, end] = readLiteral(pattern, i);
      tokens.push({ literal });
      i = end;
    }
  }
  return tokens;
}

/** Text up to the next unquoted letter; `''` is a quote, quotes otherwise begin and end verbatim text. */
function readLiteral(pattern: string, from: number): [text: string, end: number] {
  let text = '';
  let isQuoted = false;
  let i = from;
  for (; i < pattern.length; i++) {
    const unit = pattern[i]!;
    if (unit === "'") {
      if (pattern[i + 1] === "'") {
        text += unit;
        i++;
      } else {
        isQuoted = !isQuoted;
      }
    } else if (!isQuoted && /[A-Za-z]/.test(unit)) {
      break;
    } else {
      text += unit;
    }
  }
  return [text, i];
}

function isNumeric(token: PatternToken | undefined): boolean {
  if (token === undefined || 'literal' in token) return false;
  return 'cCxyYdhHmsSeDFwWkK'.includes(token.letter) || (token.letter === 'M' && token.count <= 2);
}

function compileLetters(letter: string, count: number, nextIsNumeric: boolean): PatternPart | undefined {
  const year = YEARS.get(letter);
  if (year !== undefined) {
    if (count === 2) return { kind: 'two-digit-year', field: year, isLenient: !nextIsNumeric };
    const maxDigits = nextIsNumeric ? count : LONGEST_YEAR;
    return { kind: 'number', field: year, minDigits: count, maxDigits, isSigned: year !== 'yearOfEra' };
  }
  const number = NUMBERS.get(letter);
  if (number !== undefined) {
    const [field, most] = number;
    return { kind: 'number', field, minDigits: count, maxDigits: Math.max(count, most), isSigned: false };
  }
  switch (letter) {
    case 'C':
      return { kind: 'number', field: 'century', minDigits: count, maxDigits: count, isSigned: true };
    case 'M':
      if (count >= 3) return { kind: 'text', field: 'monthOfYear', isShort: count === 3 };
      return { kind: 'number', field: 'monthOfYear', minDigits: count, maxDigits: 2, isSigned: false };
    case 'G':
      return { kind: 'text', field: 'era', isShort: false };
    case 'a':
      return { kind: 'text', field: 'halfdayOfDay', isShort: false };
    case 'E':
      return { kind: 'text', field: 'dayOfWeek', isShort: count < 4 };
    case 'S':
      return { kind: 'fraction', digits: count };
    case 'Z':
      return count > 2 ? { kind: 'zone-id' } : { kind: 'offset', separator: count === 2 ? ':' : '' };
    case 'z':
      return { kind: 'zone-name', isShort: count < 4 };
    default:
      return undefined;
  }
}
