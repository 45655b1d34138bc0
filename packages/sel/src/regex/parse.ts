import { readClass } from './char-class.ts';
import {
  anyChar,
  inputEnd,
  inputStart,
  lastLineEnd,
  lineEnd,
  lineStart,
  notWordBoundary,
  range,
  wordBoundary,
} from './char-tests.ts';
import { readEscapedChar, readEscapedSet } from './escapes.ts';
import type { Assertion, RegexNode } from './node.ts';
import { type Flags, PatternReader } from './pattern-reader.ts';

/** A parsed pattern with the number and names of its groups. */
export interface ParsedRegex {
  readonly root: RegexNode;
  readonly groups: number;
  readonly groupNames: ReadonlyMap<string, number>;
}

const MAX_LENGTH = 2000;

/** Parses the Java dialect; throws ILLEGAL_ARGUMENT for what is malformed or not supported. */
export function parseRegex(pattern: string): ParsedRegex {
  const reader = new PatternReader(pattern);
  if (pattern.length > MAX_LENGTH)
    reader.fail(`it has ${pattern.length} characters; the limit is ${MAX_LENGTH}`);
  const root = readChoice(reader);
  if (!reader.isDone) reader.fail("')' closes nothing");
  return { root, groups: reader.groups, groupNames: reader.groupNames };
}

function readChoice(reader: PatternReader): RegexNode {
  const options = [readSequence(reader)];
  while (reader.accept('|')) options.push(readSequence(reader));
  return options.length === 1 ? options[0]! : { kind: 'choice', options };
}

function readSequence(reader: PatternReader): RegexNode {
  const items: RegexNode[] = [];
  while (!reader.isDone && !reader.startsWith('|') && !reader.startsWith(')')) {
    if (reader.flags.x && reader.match(/[ \t\n\r\f]+|#[^\n]*/y)) continue;
    if (reader.accept('\\Q')) {
      items.push(...readQuoted(reader));
      // A quantifier after \E applies to the last quoted character.
      const last = items.pop();
      if (last !== undefined) items.push(readQuantifiers(reader, last));
      continue;
    }
    items.push(readQuantifiers(reader, readAtom(reader)));
  }
  return items.length === 1 ? items[0]! : { kind: 'sequence', items };
}

function readQuoted(reader: PatternReader): RegexNode[] {
  const items: RegexNode[] = [];
  while (!reader.isDone && !reader.accept('\\E')) items.push(charNode(reader, reader.next()));
  return items;
}

function charNode(reader: PatternReader, point: number): RegexNode {
  return { kind: 'char', test: range(point, point, reader.flags.i) };
}

function assertion(test: Assertion): RegexNode {
  return { kind: 'assert', test };
}

function readAtom(reader: PatternReader): RegexNode {
  const { flags } = reader;
  if (reader.accept('(')) return reader.nested(() => readGroup(reader));
  if (reader.accept('[')) return { kind: 'char', test: readClass(reader) };
  if (reader.accept('.')) return { kind: 'char', test: anyChar(flags.s, flags.d) };
  if (reader.accept('^')) return assertion(flags.m ? lineStart : inputStart);
  if (reader.accept('$')) return assertion(flags.m ? lineEnd : lastLineEnd);
  if (reader.accept('\\')) return readEscape(reader);
  if (reader.match(/[*+?{]/y)) return reader.fail('a repetition has nothing to repeat');
  return charNode(reader, reader.next());
}

const ASSERTIONS: ReadonlyMap<string, Assertion> = new Map([
  ['b', wordBoundary],
  ['B', notWordBoundary],
  ['A', inputStart],
  ['Z', lastLineEnd],
  ['z', inputEnd],
]);

function readEscape(reader: PatternReader): RegexNode {
  const letter = reader.pattern[reader.at] ?? '';
  const test = ASSERTIONS.get(letter);
  if (test !== undefined) {
    reader.at++;
    return assertion(test);
  }
  if (reader.accept('R')) return lineBreak(reader);
  const named = reader.match(/k<([a-zA-Z][a-zA-Z0-9]*)>/y);
  if (named !== undefined) {
    const index = reader.groupNames.get(named[1]!);
    if (index === undefined) return reader.fail(`there is no group '${named[1]}'`);
    return { kind: 'back-reference', index, ignoreCase: reader.flags.i };
  }
  if (/[1-9]/.test(letter)) return backReference(reader);
  const set = readEscapedSet(reader);
  if (set !== undefined) return { kind: 'char', test: set };
  return charNode(reader, readEscapedChar(reader));
}

/** CR LF as one, or any single line terminator. */
function lineBreak(reader: PatternReader): RegexNode {
  const crlf: RegexNode = { kind: 'sequence', items: [charNode(reader, 13), charNode(reader, 10)] };
  const single: RegexNode = {
    kind: 'char',
    test: (c) => (c >= 10 && c <= 13) || c === 0x85 || c === 0x2028 || c === 0x2029,
  };
  return { kind: 'choice', options: [crlf, single] };
}

/** Takes as many digits as name a group that has begun; a reference to a later group never matches. */
function backReference(reader: PatternReader): RegexNode {
  let index = Number(reader.pattern[reader.at++]);
  while (/[0-9]/.test(reader.pattern[reader.at] ?? '')) {
    const longer = index * 10 + Number(reader.pattern[reader.at]);
    if (longer > reader.groups) break;
    index = longer;
    reader.at++;
  }
  return index > reader.groups
    ? { kind: 'never' }
    : { kind: 'back-reference', index, ignoreCase: reader.flags.i };
}

function readGroup(reader: PatternReader): RegexNode {
  const outer = reader.flags;
  if (!reader.accept('?')) return closeGroup(reader, outer, capture(reader));
  if (reader.accept(':')) return closeGroup(reader, outer, readChoice(reader));
  if (reader.accept('>')) return closeGroup(reader, outer, { kind: 'atomic', body: readChoice(reader) });
  const look = reader.match(/<?[=!]/y)?.[0];
  if (look !== undefined) {
    const body = readChoice(reader);
    const isAhead = !look.startsWith('<');
    return closeGroup(reader, outer, { kind: 'look', body, isAhead, isNegative: look.endsWith('!') });
  }
  const name = reader.match(/<([a-zA-Z][a-zA-Z0-9]*)>/y)?.[1];
  if (name !== undefined) {
    if (reader.groupNames.has(name)) reader.fail(`there are two groups '${name}'`);
    reader.groupNames.set(name, reader.groups + 1);
    return closeGroup(reader, outer, capture(reader));
  }
  return readFlags(reader, outer);
}

function capture(reader: PatternReader): RegexNode {
  const index = ++reader.groups;
  return { kind: 'capture', index, body: readChoice(reader) };
}

function closeGroup(reader: PatternReader, outer: Flags, node: RegexNode): RegexNode {
  reader.expect(')', 'to close a group');
  reader.flags = outer;
  return node;
}

/** `(?i)` holds to the end of the enclosing group, `(?i:...)` within. */
function readFlags(reader: PatternReader, outer: Flags): RegexNode {
  const match = reader.match(/([imsxdu]*)(?:-([imsxdu]+))?([:)])/y);
  if (match === undefined) return reader.fail('this kind of group is not supported');
  const flags: Record<string, boolean> = { ...outer };
  for (const flag of match[1] ?? '') flags[flag] = true;
  for (const flag of match[2] ?? '') flags[flag] = false;
  reader.flags = flags as unknown as Flags;
  return match[3] === ')' ? { kind: 'empty' } : closeGroup(reader, outer, readChoice(reader));
}

const QUANTIFIER = /(?:([*+?])|\{([0-9]{1,9})(?:(,)([0-9]{1,9})?)?\})([?+])?/y;

function readQuantifiers(reader: PatternReader, atom: RegexNode): RegexNode {
  let node = atom;
  for (let match = reader.match(QUANTIFIER); match !== undefined; match = reader.match(QUANTIFIER)) {
    const [, sign, from, comma, to, suffix] = match;
    const min = sign === undefined ? Number(from) : sign === '+' ? 1 : 0;
    const max = bound(sign, from, comma, to);
    if (max < min) reader.fail('a repetition ends before it begins');
    node = {
      kind: 'repeat',
      body: node,
      min,
      max,
      mode: suffix === '?' ? 'lazy' : suffix === '+' ? 'possessive' : 'greedy',
    };
    if (reader.startsWith('*') || reader.startsWith('+') || reader.startsWith('?'))
      reader.fail('a repetition has nothing to repeat');
  }
  if (reader.startsWith('{')) reader.fail('a repetition is malformed');
  return node;
}

function bound(
  sign: string | undefined,
  from: string | undefined,
  comma: string | undefined,
  to: string | undefined,
): number {
  if (sign !== undefined) return sign === '?' ? 1 : Number.POSITIVE_INFINITY;
  if (comma === undefined) return Number(from);
  return to === undefined ? Number.POSITIVE_INFINITY : Number(to);
}
