import type { StepInstanceStatus } from './step-status.ts';

/** What a user may do to a step. */
export const STEP_INSTANCE_ACTIONS = [
  'PAUSE',
  'RESUME',
  'STOP',
  'KILL',
  'SKIP',
  'BYPASS_STEP_DEPENDENCIES',
  'RESTART',
] as const;
export type StepInstanceAction = (typeof STEP_INSTANCE_ACTIONS)[number];

const underWay = ['STOP', 'KILL', 'SKIP'] as const;
const over = ['RESTART', 'SKIP'] as const;

/** The actions that each status allows; a step that is NOT_CREATED has no entry. */
export const stepInstanceActions: Readonly<
  Record<Exclude<StepInstanceStatus, 'NOT_CREATED'>, readonly StepInstanceAction[]>
> = {
  CREATED: ['PAUSE', 'STOP', 'KILL'],
  INITIALIZED: ['PAUSE', 'STOP', 'KILL', 'SKIP'],
  PAUSED: ['RESUME', 'STOP', 'KILL', 'SKIP'],
  WAITING_FOR_SIGNALS: ['STOP', 'KILL', 'SKIP', 'BYPASS_STEP_DEPENDENCIES'],
  EVALUATING_PARAMS: underWay,
  WAITING_FOR_PERMITS: underWay,
  STARTING: underWay,
  RUNNING: underWay,
  FINISHING: underWay,
  USER_FAILED: underWay,
  PLATFORM_FAILED: underWay,
  TIMEOUT_FAILED: underWay,
  DISABLED: ['RESTART'],
  UNSATISFIED: ['RESTART'],
  SKIPPED: over,
  SUCCEEDED: over,
  COMPLETED_WITH_ERROR: over,
  FATALLY_FAILED: over,
  INTERNALLY_FAILED: over,
  STOPPED: over,
  TIMED_OUT: over,
};
