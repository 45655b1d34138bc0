import type { Assertion, CharTest } from './node.ts';

function within(from: number, to: number): CharTest {
  return (c) => c >= from && c <= to;
}

/** One range, or with `i` its ASCII letters in either case. */
export function range(from: number, to: number, ignoreCase: boolean): CharTest {
  const plain = within(from, to);
  if (!ignoreCase) return plain;
  return (c) => plain(c) || plain(otherCase(c));
}

/** The other case of an ASCII letter, else the same code point. */
export function otherCase(c: number): number {
  if (c >= 0x41 && c <= 0x5a) return c + 32;
  return c >= 0x61 && c <= 0x7a ? c - 32 : c;
}

export function not(test: CharTest): CharTest {
  return (c) => !test(c);
}

export function either(tests: readonly CharTest[]): CharTest {
  if (tests.length === 1) return tests[0]!;
  return (c) => tests.some((test) => test(c));
}

export function both(a: CharTest, b: CharTest): CharTest {
  return (c) => a(c) && b(c);
}

const digit = within(0x30, 0x39);
const lower = within(0x61, 0x7a);
const upper = within(0x41, 0x5a);
const alpha: CharTest = (c) => lower(c) || upper(c);
const space: CharTest = (c) => c === 0x20 || (c >= 9 && c <= 13);
const word: CharTest = (c) => alpha(c) || digit(c) || c === 0x5f;
const vertical: CharTest = (c) => (c >= 10 && c <= 13) || c === 0x85 || c === 0x2028 || c === 0x2029;
const horizontal: CharTest = (c) =>
  c === 9 ||
  c === 0x20 ||
  c === 0xa0 ||
  c === 0x1680 ||
  c === 0x180e ||
  within(0x2000, 0x200a)(c) ||
  c === 0x202f ||
  c === 0x205f ||
  c === 0x3000;
const punctuation: CharTest = (c) => c > 0x20 && c < 0x7f && !alpha(c) && !digit(c);

/** `\d` and its kind. */
export const ESCAPED_SETS: ReadonlyMap<string, CharTest> = new Map([
  ['d', digit],
  ['D', not(digit)],
  ['w', word],
  ['W', not(word)],
  ['s', space],
  ['S', not(space)],
  ['h', horizontal],
  ['H', not(horizontal)],
  ['v', vertical],
  ['V', not(vertical)],
]);

function unicode(pattern: RegExp): CharTest {
  return (c) => pattern.test(String.fromCodePoint(c));
}

/** `\p{name}`; the expressions are ours and test one character. */
export const PROPERTIES: ReadonlyMap<string, CharTest> = new Map<string, CharTest>([
  ['Lower', lower],
  ['Upper', upper],
  ['ASCII', within(0, 0x7f)],
  ['Alpha', alpha],
  ['Digit', digit],
  ['Alnum', (c) => alpha(c) || digit(c)],
  ['Punct', punctuation],
  ['Graph', within(0x21, 0x7e)],
  ['Print', within(0x20, 0x7e)],
  ['Blank', (c) => c === 0x20 || c === 9],
  ['Cntrl', (c) => c < 0x20 || c === 0x7f],
  ['XDigit', (c) => digit(c) || within(0x41, 0x46)(c) || within(0x61, 0x66)(c)],
  ['Space', space],
  ['L', unicode(/\p{L}/u)],
  ['Lu', unicode(/\p{Lu}/u)],
  ['Ll', unicode(/\p{Ll}/u)],
  ['M', unicode(/\p{M}/u)],
  ['N', unicode(/\p{N}/u)],
  ['Nd', unicode(/\p{Nd}/u)],
  ['P', unicode(/\p{P}/u)],
  ['S', unicode(/\p{S}/u)],
  ['Z', unicode(/\p{Z}/u)],
  ['C', unicode(/\p{C}/u)],
  ['IsAlphabetic', unicode(/\p{Alphabetic}/u)],
  ['IsLetter', unicode(/\p{L}/u)],
  ['IsDigit', unicode(/\p{Nd}/u)],
  ['IsUppercase', unicode(/\p{Uppercase}/u)],
  ['IsLowercase', unicode(/\p{Lowercase}/u)],
  ['IsWhite_Space', unicode(/\p{White_Space}/u)],
  ['javaLowerCase', unicode(/\p{Lowercase}/u)],
  ['javaUpperCase', unicode(/\p{Uppercase}/u)],
]);

/** `.`: everything, or everything but line terminators. */
export function anyChar(isDotAll: boolean, isUnixLines: boolean): CharTest {
  if (isDotAll) return () => true;
  return isUnixLines ? (c) => c !== 10 : (c) => !isTerminator(c);
}

function isTerminator(c: number | undefined): boolean {
  return c === 10 || c === 13 || c === 0x85 || c === 0x2028 || c === 0x2029;
}

function isWordAt(text: string, at: number): boolean {
  return at >= 0 && at < text.length && word(text.charCodeAt(at));
}

export const wordBoundary: Assertion = (text, at) => isWordAt(text, at - 1) !== isWordAt(text, at);
export const notWordBoundary: Assertion = (text, at) => isWordAt(text, at - 1) === isWordAt(text, at);
export const inputStart: Assertion = (_text, at) => at === 0;
export const inputEnd: Assertion = (text, at) => at === text.length;

/** The end, or before a line terminator that ends the text. */
export const lastLineEnd: Assertion = (text, at) => {
  const left = text.length - at;
  if (left === 0) return true;
  if (left === 2) return text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10;
  return left === 1 && isTerminator(text.charCodeAt(at)) && !(text[at] === '\n' && text[at - 1] === '\r');
};

export const lineStart: Assertion = (text, at) => {
  if (at === 0) return true;
  if (at === text.length || !isTerminator(text.charCodeAt(at - 1))) return false;
  return !(text[at - 1] === '\r' && text[at] === '\n');
};

export const lineEnd: Assertion = (text, at) => {
  if (at === text.length) return true;
  return isTerminator(text.charCodeAt(at)) && !(text[at] === '\n' && text[at - 1] === '\r');
};
