import { type Parameters, stringifyJson } from '@rondo/model';
import { fail } from './result.ts';

/** How many characters of JSON the evaluated params of one workflow or step instance may have. */
const MAX_PARAMS_SIZE = 750_000;

/** Ends with a VALIDATION error when the params of `owner` are too large as JSON (15.7). */
export function requireSize(params: Parameters, owner: string): void {
  // The bound costs a tenth of the JSON, and almost all params are far below the limit.
  if (sizeBound(params, MAX_PARAMS_SIZE) <= MAX_PARAMS_SIZE) return;
  const size = stringifyJson(params).length;
  if (size <= MAX_PARAMS_SIZE) return;
  fail(
    'VALIDATION',
    `The params of ${owner} have ${size} characters of JSON, which is more than the limit of ${MAX_PARAMS_SIZE}`,
  );
}

/** A number of characters that the JSON of a value does not exceed; stops counting once that is over `enough`. */
function sizeBound(value: unknown, enough: number): number {
  if (typeof value === 'string') return textBound(value);
  if (typeof value !== 'object' || value === null) return 26;
  let size = 2;
  if (Array.isArray(value)) {
    for (const element of value) {
      size += 1 + sizeBound(element, enough);
      if (size > enough) break;
    }
    return size;
  }
  for (const name in value) {
    size += 2 + textBound(name) + sizeBound((value as Record<string, unknown>)[name], enough);
    if (size > enough) break;
  }
  return size;
}

/** An escaped character takes at most six (\u0000). */
const textBound = (text: string) => text.length * 6 + 2;
