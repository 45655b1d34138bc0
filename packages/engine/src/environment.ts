import type { SelLimits } from '@rondo/sel';

/**
 * What a decision may use from outside: the time and the ids that came in with the event. Nothing in this package reads
 * a clock or makes randomness, so the same state, event and environment always give the same decision.
 */
export interface Environment {
  /** Epoch ms at which the event happened. */
  readonly now: number;
  /** Uniform in [0, 1). */
  random(): number;
  randomUuid(): string;
  /** The name-based UUID of a text: equal names give equal ids, on every node and after every crash. */
  nameUuid(name: string): string;
  /** A positive id that no other call gets. */
  nextUniqueId(): number;
  /** What `params.getExecutionEnvironment()` answers. */
  readonly executionEnvironment: string;
  /** Milliseconds until a running step is polled again, unless its runtime says when. */
  readonly pollDelayMs: number;
  /** Bounds on each expression; unset: the full ones. */
  readonly limits?: SelLimits;
  /** True when what runs over the bounds shall be decided again elsewhere, under larger ones, instead of failing. */
  readonly defersOverBudget?: boolean;
  /** The folder that the steps of one run share, as the step param `work_dir`. */
  workDir(workflowId: string, instanceId: number, runId: number): string;
}
