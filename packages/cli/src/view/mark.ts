import type { StepInstanceStatus, WorkflowInstanceStatus } from '@rondo/model';

/** The colours a mark may have; names of picocolors. */
type Tone = 'green' | 'red' | 'yellow' | 'cyan' | 'dim';

/** How a status is drawn: a sign of one column (`spin` turns), a colour, and words for people. */
export interface Mark {
  readonly sign: string;
  readonly tone: Tone;
  readonly words: string;
}

const waiting = (words: string): Mark => ({ sign: '◦', tone: 'yellow', words });
const failed = (words: string): Mark => ({ sign: '✖', tone: 'red', words });
const retried = (words: string): Mark => ({ sign: '↻', tone: 'yellow', words });
const notRun = (words: string): Mark => ({ sign: '–', tone: 'dim', words });

/** The mark of each status of a step. */
export const STEP_MARKS: Readonly<Record<StepInstanceStatus, Mark>> = {
  NOT_CREATED: { sign: '·', tone: 'dim', words: '' },
  CREATED: { sign: '·', tone: 'dim', words: '' },
  INITIALIZED: { sign: '·', tone: 'dim', words: '' },
  PAUSED: waiting('paused'),
  WAITING_FOR_SIGNALS: waiting('waiting for signals'),
  EVALUATING_PARAMS: { sign: 'spin', tone: 'cyan', words: 'evaluating params' },
  WAITING_FOR_PERMITS: waiting('waiting for permits'),
  STARTING: { sign: 'spin', tone: 'cyan', words: '' },
  RUNNING: { sign: 'spin', tone: 'cyan', words: '' },
  FINISHING: { sign: 'spin', tone: 'cyan', words: '' },
  DISABLED: notRun('disabled'),
  UNSATISFIED: notRun('not taken'),
  SKIPPED: notRun('skipped'),
  SUCCEEDED: { sign: '✔', tone: 'green', words: '' },
  COMPLETED_WITH_ERROR: { sign: '✔', tone: 'yellow', words: 'failed, ignored' },
  USER_FAILED: retried('failed, will be retried'),
  PLATFORM_FAILED: retried('platform failed, will be retried'),
  FATALLY_FAILED: failed('failed'),
  INTERNALLY_FAILED: failed('failed internally'),
  STOPPED: { sign: '■', tone: 'yellow', words: 'stopped' },
  TIMEOUT_FAILED: retried('timed out, will be retried'),
  TIMED_OUT: failed('timed out'),
};

/** The mark of each status of a run. */
export const RUN_MARKS: Readonly<Record<WorkflowInstanceStatus, Mark>> = {
  CREATED: waiting('queued'),
  IN_PROGRESS: { sign: 'spin', tone: 'cyan', words: 'running' },
  PAUSED: waiting('paused'),
  TIMED_OUT: failed('timed out'),
  STOPPED: { sign: '■', tone: 'yellow', words: 'stopped' },
  FAILED: failed('failed'),
  SUCCEEDED: { sign: '✔', tone: 'green', words: 'succeeded' },
};

const TURNS = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
const TURN_MS = 80;

/** The sign to draw at a moment (epoch ms). */
export function signAt(mark: Mark, now: number): string {
  if (mark.sign !== 'spin') return mark.sign;
  return TURNS[Math.floor(now / TURN_MS) % TURNS.length] as string;
}
