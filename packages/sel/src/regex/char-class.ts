import { both, either, not, range } from './char-tests.ts';
import { readEscapedChar, readEscapedSet } from './escapes.ts';
import type { CharTest } from './node.ts';
import type { PatternReader } from './pattern-reader.ts';

/** Reads a class after its `[`: ranges, nested classes, `^` and `&&`. */
export function readClass(reader: PatternReader): CharTest {
  return reader.nested(() => {
    const isNegative = reader.accept('^');
    let result: CharTest | undefined;
    do {
      const part = readUnion(reader, result === undefined);
      result = result === undefined ? part : both(result, part);
    } while (reader.accept('&&'));
    reader.expect(']', 'to close a class');
    return isNegative ? not(result) : result;
  });
}

function readUnion(reader: PatternReader, isFirst: boolean): CharTest {
  const tests: CharTest[] = [];
  while (!reader.startsWith('&&')) {
    if (reader.isDone) reader.fail('a class is never closed');
    // A bracket at the very start of a class is a character.
    if (reader.startsWith(']') && !(isFirst && tests.length === 0)) break;
    if (reader.flags.x && reader.match(/[ \t\n\r\f]+/y)) continue;
    tests.push(readMember(reader));
  }
  if (tests.length === 0) reader.fail('a class must not be empty');
  return either(tests);
}

function readMember(reader: PatternReader): CharTest {
  if (reader.accept('[')) return readClass(reader);
  if (reader.accept('\\Q')) return readQuoted(reader);
  const isEscaped = reader.accept('\\');
  const set = isEscaped ? readEscapedSet(reader) : undefined;
  if (set !== undefined) return set;
  const from = isEscaped ? readEscapedChar(reader) : reader.next();
  if (
    !reader.startsWith('-') ||
    reader.pattern[reader.at + 1] === ']' ||
    reader.pattern[reader.at + 1] === '['
  ) {
    return range(from, from, reader.flags.i);
  }
  reader.accept('-');
  const to = reader.accept('\\') ? readEscapedChar(reader) : reader.next();
  if (to < from) reader.fail('a range ends before it begins');
  return range(from, to, reader.flags.i);
}

function readQuoted(reader: PatternReader): CharTest {
  const tests: CharTest[] = [];
  while (!reader.accept('\\E')) {
    if (reader.isDone) reader.fail('\\Q in a class is never closed with \\E');
    const point = reader.next();
    tests.push(range(point, point, reader.flags.i));
  }
  return either(tests);
}
