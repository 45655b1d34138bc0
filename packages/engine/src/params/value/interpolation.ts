import { fail } from '../result.ts';

const BRACED = /\{([a-zA-Z][-_./a-zA-Z0-9]*)\}/y;
const BARE = /([a-zA-Z][_a-zA-Z0-9]*)/y;

/** A run of dollars and the reference that follows it, if any: `$$${a}` is 3 dollars, name `a`. */
interface DollarRun {
  start: number;
  dollars: number;
  /** Where the text goes on after the reference, or after the dollars when there is none. */
  end: number;
  name: string | undefined;
}

function nextRun(text: string, from: number): DollarRun | undefined {
  const start = text.indexOf('$', from);
  if (start < 0) return undefined;
  let after = start + 1;
  while (text.charCodeAt(after) === 36) after += 1;
  const pattern = text.charCodeAt(after) === 123 ? BRACED : BARE;
  pattern.lastIndex = after;
  const match = pattern.exec(text);
  return {
    start,
    dollars: after - start,
    end: match ? pattern.lastIndex : after,
    name: match?.[1],
  };
}

/** The names a literal refers to, in order of first appearance: those after one dollar, or after three or more (16, D16). */
export function literalReferences(text: string): string[] {
  const names = new Set<string>();
  for (let run = nextRun(text, 0); run; run = nextRun(text, run.end)) {
    if (run.name !== undefined && run.dollars !== 2) names.add(run.name);
  }
  return [...names];
}

/**
 * The text with `$name` and `${name}` replaced by what `lookup` answers, in one pass; two dollars stand for one.
 * Ends with an INTERNAL error for a name that `lookup` does not know (section 16).
 */
export function interpolate(text: string, lookup: (name: string) => string | undefined): string {
  let result = '';
  let done = 0;
  for (let run = nextRun(text, 0); run; run = nextRun(text, run.end)) {
    result += text.slice(done, run.start) + '$'.repeat(run.dollars >> 1);
    const isReference = run.dollars % 2 === 1 && run.name !== undefined;
    if (isReference) {
      const name = run.name as string;
      result +=
        lookup(name) ??
        fail('INTERNAL', `[${name}] in the text [${shorten(text)}] is not an evaluated param`);
      done = run.end;
    } else {
      if (run.dollars % 2 === 1) result += '$';
      done = run.start + run.dollars;
    }
  }
  return done === 0 ? text : result + text.slice(done);
}

/** The text that interpolation turns back into `text`: every dollar doubled (D21). */
export function escapeDollars(text: string): string {
  return text.includes('$') ? text.replaceAll('$', '$$$$') : text;
}

/** A text as messages quote it, at most 80 characters. */
export function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
