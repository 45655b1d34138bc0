import type { WorkflowInstanceStatus } from '@rondo/model';

/** What the process's exit code says; in this order in `rondo --help`. */
export const EXIT_CODES = {
  succeeded: { code: 0, meaning: 'done; with --wait: the run succeeded' },
  failed: { code: 1, meaning: 'the run failed, or Rondo itself did' },
  usage: { code: 2, meaning: 'wrong usage, or the server refused the input' },
  stopped: { code: 3, meaning: 'the run was stopped or timed out' },
  unreachable: { code: 4, meaning: 'no server answers' },
  interrupted: { code: 130, meaning: 'you stopped watching (Ctrl-C); the run goes on' },
} as const;

/** A name of an exit code. */
export type ExitReason = keyof typeof EXIT_CODES;

const OUTCOMES: Readonly<Partial<Record<WorkflowInstanceStatus, ExitReason>>> = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  STOPPED: 'stopped',
  TIMED_OUT: 'stopped',
};

/** The exit code for the end of a run. */
export const exitCodeOf = (status: WorkflowInstanceStatus): number =>
  EXIT_CODES[OUTCOMES[status] ?? 'failed'].code;
