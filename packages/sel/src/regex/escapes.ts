import { ESCAPED_SETS, not, PROPERTIES } from './char-tests.ts';
import type { CharTest } from './node.ts';
import type { PatternReader } from './pattern-reader.ts';

const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['t', 9],
  ['n', 10],
  ['r', 13],
  ['f', 12],
  ['a', 7],
  ['e', 27],
]);

const CODE_POINT = /u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]{1,6})\}/y;
const OCTAL = /0([0-3][0-7]{2}|[0-7]{1,2})/y;
const PROPERTY = /([pP])(?:\{(\^?)(?:Is(?=[LMNPSZC][a-z]?\}))?([A-Za-z_]+)\}|([LMNPSZC]))/y;
const CONTROL = /c([\x40-\x7f])/y;

/** The set of `\d`, `\p{Alpha}` and so on after a backslash, if it is one. */
export function readEscapedSet(reader: PatternReader): CharTest | undefined {
  const set = ESCAPED_SETS.get(reader.pattern[reader.at] ?? '');
  if (set !== undefined) {
    reader.at++;
    return set;
  }
  const match = reader.match(PROPERTY);
  if (match === undefined) return undefined;
  const name = match[3] ?? match[4] ?? '';
  const test = PROPERTIES.get(name);
  if (test === undefined) return reader.fail(`the property '${name}' is not supported`);
  return (match[1] === 'P') !== (match[2] === '^') ? not(test) : test;
}

/** The code point that an escape such as `\n`, `\x41` or `\.` stands for. */
export function readEscapedChar(reader: PatternReader): number {
  const coded = reader.match(CODE_POINT);
  if (coded !== undefined) {
    const point = Number.parseInt(coded[1] ?? coded[2] ?? coded[3]!, 16);
    return point > 0x10ffff ? reader.fail('the code point is out of range') : point;
  }
  const octal = reader.match(OCTAL);
  if (octal !== undefined) return Number.parseInt(octal[1]!, 8);
  const control = reader.match(CONTROL);
  if (control !== undefined) return control[1]!.charCodeAt(0) ^ 64;
  const point = reader.next();
  const letter = String.fromCodePoint(point);
  const known = CONTROLS.get(letter);
  if (known !== undefined) return known;
  if (/[A-Za-z0-9]/.test(letter)) return reader.fail(`the escape '\\${letter}' is not supported`);
  return point;
}
