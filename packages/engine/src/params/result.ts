/** What kind of mistake a param error is; the families of the expression language plus those of params. */
export type ParamErrorCode =
  | 'VALIDATION'
  | 'INVALID_EXPRESSION'
  | 'ILLEGAL_ARGUMENT'
  | 'NUMBER_FORMAT'
  | 'BAD_CAST'
  | 'NULL_REFERENCE'
  | 'CYCLIC_REFERENCE'
  | 'INTERNAL';

/** Why params could not be merged or evaluated. */
export interface ParamError {
  code: ParamErrorCode;
  message: string;
  /** The top-level param that failed, where there is one. */
  param?: string;
  /** Set when the expression ran out of a budget: it may succeed under larger limits. */
  over_budget?: true;
}

/** A value, or the user's mistake that prevented it. */
export type ParamResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ParamError };

/** Carries a param error up to the entry point that was called; it never leaves this folder. */
export class ParamFailure extends Error {
  readonly error: ParamError;
  constructor(error: ParamError) {
    super(error.message);
    this.error = error;
  }
}

/** Ends the current evaluation or merge with this error. */
export function fail(code: ParamErrorCode, message: string, param?: string): never {
  throw new ParamFailure(param === undefined ? { code, message } : { code, message, param });
}

/** The outcome of `work` as data; anything but a param error is a bug and passes through. */
export function attempt<T>(work: () => T): ParamResult<T> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    if (error instanceof ParamFailure) return { ok: false, error: error.error };
    throw error;
  }
}

/** The value of a result; a failed one ends the current evaluation with its error. */
export function unwrap<T>(result: ParamResult<T>): T {
  if (result.ok) return result.value;
  throw new ParamFailure(result.error);
}
