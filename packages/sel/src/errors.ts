/** Language-neutral category of a failure. */
export type SelErrorCode =
  | 'PARSE'
  | 'NUMBER_FORMAT'
  | 'UNSUPPORTED'
  | 'TYPE_MISMATCH'
  | 'ILLEGAL_ARGUMENT'
  | 'BAD_CAST'
  | 'INDEX_OUT_OF_BOUNDS'
  | 'NULL_REFERENCE'
  | 'DIVISION_BY_ZERO'
  | 'INVALID_CONTROL_FLOW'
  | 'LIMIT'
  | 'INVALID_EXPRESSION'
  | 'INTERNAL';

interface Details {
  readonly cause?: unknown;
  readonly overBudget?: boolean;
  readonly offset?: number;
}

/** The only error this package throws on purpose: a category, a sentence, and where in the text it happened (1-based). */
export class SelError extends Error {
  readonly code: SelErrorCode;
  line?: number;
  column?: number;
  /** True when the visit limit or the deadline ended the run, so that a larger budget might let it finish. */
  readonly overBudget?: boolean;
  /** UTF-16 offset into the text; turned into line and column once the text is at hand. */
  offset?: number;

  constructor(code: SelErrorCode, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'SelError';
    this.code = code;
    if (details.overBudget === true) this.overBudget = true;
    if (details.offset !== undefined) this.offset = details.offset;
  }
}

/** Remembers the place of a failure unless an inner one is known already. */
export function locate(error: unknown, offset: number): unknown {
  if (error instanceof SelError && error.offset === undefined) error.offset = offset;
  return error;
}

/** Completes a located error with line, column and a message that says both. */
export function positioned(error: SelError, text: string, origin: (offset: number) => number): SelError {
  if (error.offset === undefined || error.line !== undefined) return error;
  const before = text.slice(0, origin(error.offset));
  const lines = before.split(/\r\n|\n|\r/);
  error.line = lines.length;
  error.column = (lines.at(-1)?.length ?? 0) + 1;
  error.message = `${error.message} (line ${error.line}, column ${error.column})`;
  return error;
}

/** " - did you mean 'x'?" for the nearest known name, or nothing when none is near. */
export function suggestion(name: string, known: Iterable<string>): string {
  let best: string | undefined;
  let bestDistance = Math.min(3, Math.floor(name.length / 2) + 1);
  for (const candidate of known) {
    if (name.length > 64 || Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best === undefined ? '' : ` - did you mean '${best}'?`;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
