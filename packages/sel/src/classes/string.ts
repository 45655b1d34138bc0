import { SelError } from '../errors.ts';
import type { RunState } from '../language/run-state.ts';
import { compileRegex } from '../regex/compile.ts';
import { RegexRun } from '../regex/match.ts';
import { replaceAll, split } from '../regex/replace.ts';
import { javaTrim } from '../values/number-text.ts';
import { textOf } from '../values/text.ts';
import { ABSENT, ArrayValue, typeOf, type Value } from '../values/value.ts';
import { intArgument, type Method, type MethodTable, method, textArgument, wrongArgument } from './method.ts';
import { formatString } from './string-format.ts';

const ILLEGAL = 'ILLEGAL_ARGUMENT';

function textOfSelf(run: RunState, self: Value): string {
  if (typeof self !== 'string') throw new SelError(ILLEGAL, 'this STRING has no content');
  run.work(self.length);
  return self;
}

/** A method of a STRING with content, without arguments. */
function plain(call: (text: string) => Value): Method {
  return method(0, (run, self) => call(textOfSelf(run, self)));
}

/** A method of a STRING with content that takes one. */
function withText(call: (text: string, other: string) => Value): Method {
  return method(1, (run, self, args) => {
    const text = textOfSelf(run, self);
    const other = textArgument(args, 0, ILLEGAL);
    // The engine's search looks ahead by at most 250 units; a longer pattern can cost text times pattern.
    if (other.length > 250) run.work((text.length * other.length) / 250);
    return call(text, other);
  });
}

function substring(run: RunState, self: Value, args: readonly Value[]): string {
  const text = textOfSelf(run, self);
  const from = intArgument(args, 0);
  const to = args.length > 1 ? intArgument(args, 1) : text.length;
  if (from >= 0 && from <= to && to <= text.length) return text.slice(from, to);
  throw new SelError(ILLEGAL, `substring(${from}, ${to}) of a STRING of ${text.length} characters`);
}

/** The difference of the first code units that differ, else of the lengths. */
function compare(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = a.charCodeAt(i) - b.charCodeAt(i);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function replace(run: RunState, self: Value, args: readonly Value[]): string {
  const text = textOfSelf(run, self);
  const [old, replacement] = [textArgument(args, 0, ILLEGAL), textArgument(args, 1, ILLEGAL)];
  if (old.length > 250) run.work((text.length * old.length) / 250);
  let count = 0;
  for (
    let at = text.indexOf(old);
    at >= 0 && count <= text.length;
    at = text.indexOf(old, at + Math.max(1, old.length))
  )
    count++;
  run.allocate((32 + 2 * replacement.length) * count);
  return text.replaceAll(old, () => replacement);
}

function replaceMatches(run: RunState, self: Value, args: readonly Value[]): string {
  const text = textOfSelf(run, self);
  const regex = compileRegex(textArgument(args, 0, ILLEGAL));
  const matcher = new RegexRun(regex, text, (steps) => run.visit(steps));
  return replaceAll(regex, matcher, text, textArgument(args, 1, ILLEGAL), (bytes) => run.allocate(bytes));
}

function splitText(run: RunState, self: Value, args: readonly Value[]): ArrayValue {
  const text = textOfSelf(run, self);
  const regex = compileRegex(textArgument(args, 0, ILLEGAL));
  const limit = args.length > 1 ? intArgument(args, 1) : 0;
  const matcher = new RegexRun(regex, text, (steps) => run.visit(steps));
  const parts = split(matcher, text, limit, (bytes) => run.allocate(bytes));
  return new ArrayValue('STRING_ARRAY', parts);
}

function join(run: RunState, _self: Value, args: readonly Value[]): string {
  if (args.length === 0) throw new SelError(ILLEGAL, 'String.join needs a separator');
  const separator = textArgument(args, 0);
  const [, first] = args;
  const items =
    args.length === 2 && first instanceof ArrayValue && first.type === 'STRING_ARRAY'
      ? first.items
      : args.slice(1);
  const texts = items.map((item, i) => {
    if (typeof item === 'string') return item;
    if (item === ABSENT.STRING) return 'null';
    throw wrongArgument(i + 1, 'STRING', item, 'BAD_CAST');
  });
  run.allocate(2 * separator.length * texts.length + 2 * texts.reduce((sum, text) => sum + text.length, 0));
  return texts.join(separator);
}

function format(run: RunState, _self: Value, args: readonly Value[]): string {
  const pattern = textArgument(args, 0, ILLEGAL);
  const [, first] = args;
  // One STRING_ARRAY stands for the arguments themselves (decision D12).
  const isSpread = args.length === 2 && first instanceof ArrayValue && first.type === 'STRING_ARRAY';
  return formatString(run, pattern, isSpread ? first.items : args.slice(1));
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\t', '\\t'],
  ['\b', '\\b'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\f', '\\f'],
  ['"', '\\"'],
]);

function escapeText(run: RunState, self: Value, args: readonly Value[]): string {
  if (args.length > 1) throw new SelError(ILLEGAL, `escape takes at most one argument, not ${args.length}`);
  const text = args.length === 0 ? textOfSelf(run, self) : textArgument(args, 0, ILLEGAL);
  run.allocate(4 * text.length);
  return text.replace(/[\\\t\b\n\r\f"]/g, (unit) => ESCAPES.get(unit) ?? unit);
}

/** Only through the class name: a STRING with content has no `valueOf`. */
function valueOfAny(_run: RunState, self: Value, args: readonly Value[]): string {
  if (self !== ABSENT.STRING) throw new SelError(ILLEGAL, 'write String.valueOf(...)');
  const value = args[0]!;
  const type = typeOf(value);
  if (type === 'UUID' || type === 'DATETIME_FORMATTER' || type.startsWith('PRESET_')) {
    throw wrongArgument(0, 'value with a text form', value, ILLEGAL);
  }
  return textOf(value);
}

const MANY = 100_000;

export const STRING_METHODS: MethodTable = new Map<string, Method>([
  ['length', plain((text) => text.length)],
  ['isEmpty', plain((text) => text === '')],
  ['toUpperCase', plain((text) => text.toUpperCase())],
  ['toLowerCase', plain((text) => text.toLowerCase())],
  ['trim', plain(javaTrim)],
  ['substring', method([1, 2], substring)],
  ['lastIndexOf', withText((text, other) => text.lastIndexOf(other))],
  ['startsWith', withText((text, other) => text.startsWith(other))],
  ['endsWith', withText((text, other) => text.endsWith(other))],
  ['contains', withText((text, other) => text.includes(other))],
  ['compareTo', withText(compare)],
  ['equals', method(1, (run, self, args) => textOfSelf(run, self) === args[0])],
  ['replace', method(2, replace)],
  ['replaceAll', method(2, replaceMatches)],
  ['split', method([1, 2], splitText)],
  ['join', method([0, MANY], join)],
  ['format', method([0, MANY], format)],
  ['escape', method([0, MANY], escapeText)],
  ['valueOf', method(1, valueOfAny)],
]);
