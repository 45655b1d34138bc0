/** Bounds on one parse and one run (spec 12); sizes are counts, `length` is UTF-16 units, `memory` is accounted bytes. */
export interface SelLimits {
  /** Operand slots of the deepest expression. */
  readonly stack: number;
  /** A loop fails when it completes this many rounds. */
  readonly loop: number;
  /** `new T[n]` and array initialisers must stay below this. */
  readonly array: number;
  /** The text must stay below this. */
  readonly length: number;
  /** The run fails when it has visited this many syntax nodes; costly library calls are charged too. */
  readonly visit: number;
  /** The run fails when it has created this many bytes of values; nothing is given back. */
  readonly memory: number;
  /** Deepest nesting of statements and expressions. */
  readonly nesting: number;
  /** Polled every few thousand visits; answering true ends the run. */
  readonly deadline?: () => boolean;
}

/** The server defaults of spec 12. */
export const DEFAULT_LIMITS: SelLimits = Object.freeze({
  stack: 128,
  loop: 25_001,
  array: 25_001,
  length: 10_000,
  visit: 100_000_000,
  memory: 100_000_000,
  nesting: 250,
});
