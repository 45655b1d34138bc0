interface StepStatusFacts {
  /** The attempt is over. */
  readonly terminal: boolean;
  /** The step counts as done: its successors may go on. */
  readonly complete: boolean;
  /** The system itself starts another attempt while the limit allows. */
  readonly retryable: boolean;
  /** A rollup keeps a reference to such a step. */
  readonly kept_in_refs: boolean;
}

const open = { terminal: false, complete: false, retryable: false, kept_in_refs: false } as const;
const openKept = { ...open, kept_in_refs: true } as const;
const complete = { terminal: true, complete: true, retryable: false, kept_in_refs: false } as const;
const ended = { terminal: true, complete: false, retryable: false, kept_in_refs: false } as const;
const failed = { ...ended, kept_in_refs: true } as const;
const retried = { ...failed, retryable: true } as const;

/** Facts about each status of a step attempt. */
export const STEP_INSTANCE_STATUS = {
  NOT_CREATED: open,
  CREATED: open,
  INITIALIZED: open,
  PAUSED: openKept,
  WAITING_FOR_SIGNALS: openKept,
  EVALUATING_PARAMS: openKept,
  WAITING_FOR_PERMITS: openKept,
  STARTING: open,
  RUNNING: openKept,
  FINISHING: open,
  DISABLED: complete,
  UNSATISFIED: complete,
  SKIPPED: complete,
  SUCCEEDED: complete,
  COMPLETED_WITH_ERROR: complete,
  USER_FAILED: retried,
  PLATFORM_FAILED: retried,
  FATALLY_FAILED: failed,
  INTERNALLY_FAILED: failed,
  STOPPED: ended,
  TIMEOUT_FAILED: retried,
  TIMED_OUT: ended,
} as const satisfies Record<string, StepStatusFacts>;

/** Where a step attempt stands. */
export type StepInstanceStatus = keyof typeof STEP_INSTANCE_STATUS;

/** All statuses of a step attempt, in the order of the table. */
export const STEP_INSTANCE_STATUSES = Object.keys(STEP_INSTANCE_STATUS) as [
  StepInstanceStatus,
  ...StepInstanceStatus[],
];

/** Whether an attempt in this status is over (it may still be retried). */
export const isTerminalStepStatus = (status: StepInstanceStatus): boolean =>
  STEP_INSTANCE_STATUS[status].terminal;

/** Whether the step is done and its successors may go on. */
export const isCompleteStepStatus = (status: StepInstanceStatus): boolean =>
  STEP_INSTANCE_STATUS[status].complete;

/** Whether the system itself follows such an attempt with another while the retry limit allows. */
export const isRetryableStepStatus = (status: StepInstanceStatus): boolean =>
  STEP_INSTANCE_STATUS[status].retryable;

/** Whether the step is over without being complete, so that only a user can start it again. */
export const isRestartableStepStatus = (status: StepInstanceStatus): boolean =>
  isTerminalStepStatus(status) && !isCompleteStepStatus(status) && !isRetryableStepStatus(status);

/** Whether something can still happen to the step by itself. */
export const isActiveStepStatus = (status: StepInstanceStatus): boolean =>
  !isTerminalStepStatus(status) || isRetryableStepStatus(status);
