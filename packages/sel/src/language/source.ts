import { SelError } from '../errors.ts';

/** The text after unicode escapes were replaced, with the way back to offsets of what was written. */
export interface Source {
  readonly text: string;
  origin(offset: number): number;
}

/** Replaces every `\uXXXX` whose backslash follows an even number of backslashes (spec 2.1). */
export function readSource(written: string): Source {
  if (!written.includes('\\u')) return { text: written, origin: (offset) => offset };
  const origins: number[] = [];
  let text = '';
  let backslashes = 0;
  for (let i = 0; i < written.length; ) {
    const start = i;
    let unit = written[i]!;
    if (unit === '\\' && backslashes % 2 === 0 && written[i + 1] === 'u') {
      i = endOfMarker(written, i + 1);
      unit = escapedUnit(written, start, i);
      i += 4;
      // A backslash made by an escape never begins another unicode escape, but still escapes in a string.
      backslashes = unit === '\\' ? 1 : 0;
    } else {
      i++;
      backslashes = unit === '\\' ? backslashes + 1 : 0;
    }
    text += unit;
    origins.push(start);
  }
  return { text, origin: (offset) => origins[offset] ?? written.length };
}

function endOfMarker(text: string, from: number): number {
  let i = from;
  while (text[i] === 'u') i++;
  return i;
}

function escapedUnit(written: string, start: number, digitsAt: number): string {
  const digits = written.slice(digitsAt, digitsAt + 4);
  if (!/^[0-9a-fA-F]{4}$/.test(digits)) {
    throw new SelError('PARSE', `expected 4 hexadecimal digits after \\u, got '${digits}'`, {
      offset: start,
    });
  }
  return String.fromCharCode(Number.parseInt(digits, 16));
}
