import { SelError } from '../errors.ts';
import type { CompiledRegex } from './compile.ts';
import type { Match, RegexRun } from './match.ts';

/** Literal text, or the number of a group. */
type Piece = string | number;

/** Reads a Java replacement: `$1`, `${name}`, `\` before a literal character; throws ILLEGAL_ARGUMENT. */
function readReplacement(replacement: string, regex: CompiledRegex): Piece[] {
  const pieces: Piece[] = [];
  for (let i = 0; i < replacement.length; i++) {
    const unit = replacement[i]!;
    if (unit === '\\') {
      i++;
      if (i === replacement.length) throw malformed('it ends with a single backslash');
      pieces.push(replacement[i]!);
    } else if (unit === '$') {
      const [group, end] = readGroup(replacement, i + 1, regex);
      pieces.push(group);
      i = end - 1;
    } else {
      pieces.push(unit);
    }
  }
  return pieces;
}

function readGroup(replacement: string, at: number, regex: CompiledRegex): [group: number, end: number] {
  const name = /^\{([a-zA-Z][a-zA-Z0-9]*)\}/.exec(replacement.slice(at, at + 100));
  if (name !== null) {
    const group = regex.groupNames.get(name[1]!);
    if (group === undefined) throw malformed(`there is no group '${name[1]}'`);
    return [group, at + name[0].length];
  }
  const first = replacement.charCodeAt(at) - 48;
  if (!(first >= 0 && first <= 9)) throw malformed("a group number or {name} must follow '$'");
  if (first > regex.groups) throw malformed(`there is no group ${first}`);
  let group = first;
  let end = at + 1;
  for (; end < replacement.length; end++) {
    const digit = replacement.charCodeAt(end) - 48;
    if (!(digit >= 0 && digit <= 9) || group * 10 + digit > regex.groups) break;
    group = group * 10 + digit;
  }
  return [group, end];
}

function malformed(reason: string): SelError {
  return new SelError('ILLEGAL_ARGUMENT', `the replacement is not usable: ${reason}`);
}

/** Pieces joined at once. */
const PARTS = 4096;

/** Replaces every match; `allocate` is told the bytes of the result before it grows. */
export function replaceAll(
  regex: CompiledRegex,
  run: RegexRun,
  text: string,
  replacement: string,
  allocate: (bytes: number) => void,
): string {
  let pieces: Piece[] | undefined;
  let from = 0;
  // Joined in two stages: a string grown piece by piece takes 32 bytes for each, and an array of all pieces 8.
  const joined: string[] = [];
  let parts: string[] = [];
  const add = (part: string) => {
    allocate(2 * part.length);
    if (parts.push(part) < PARTS) return;
    joined.push(parts.join(''));
    parts = [];
  };
  for (const match of matches(run, text)) {
    // A replacement that is malformed only matters once there is something to replace.
    pieces ??= readReplacement(replacement, regex);
    add(text.slice(from, match[0]));
    for (const piece of pieces)
      add(typeof piece === 'string' ? piece : text.slice(match[2 * piece], match[2 * piece + 1]));
    from = match[1]!;
  }
  if (pieces === undefined) return text;
  add(text.slice(from));
  return joined.join('') + parts.join('');
}

/** Splits as Java does: `limit` 0 drops trailing empty strings, a positive one caps the count; `allocate` is told the bytes of each part. */
export function split(
  run: RegexRun,
  text: string,
  limit: number,
  allocate: (bytes: number) => void,
): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const match of matches(run, text)) {
    if (limit > 0 && parts.length === limit - 1) break;
    const [start, end] = [match[0]!, match[1]!];
    if (from === 0 && start === 0 && end === 0) continue;
    allocate(32 + 2 * (start - from));
    parts.push(text.slice(from, start));
    from = end;
  }
  if (from === 0 && parts.length === 0) return [text];
  parts.push(text.slice(from));
  if (limit === 0) while (parts.length > 0 && parts.at(-1) === '') parts.pop();
  return parts;
}

/** Successive matches; after an empty one the search goes on one unit further. */
function* matches(run: RegexRun, text: string): Generator<Match> {
  let from = 0;
  while (from <= text.length) {
    const match = run.find(from);
    if (match === undefined) break;
    yield match;
    from = match[1] === match[0] ? match[1]! + 1 : match[1]!;
  }
  run.settle();
}
