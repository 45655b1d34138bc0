import type { Artifact, Parameters, TimelineEvent, User } from '@rondo/model';

/** What a call to a step runtime found out. */
export interface RuntimeOutcome {
  readonly state:
    | 'CONTINUE'
    | 'DONE'
    | 'USER_ERROR'
    | 'PLATFORM_ERROR'
    | 'FATAL_ERROR'
    | 'STOPPED'
    | 'TIMED_OUT';
  /** Merged by key into the attempt's artifacts. */
  readonly artifacts?: Readonly<Record<string, Artifact>>;
  /** Appended to the attempt's timeline. */
  readonly timeline?: readonly TimelineEvent[];
  /** Merged into the step's declared params when the attempt finishes DONE. */
  readonly output_params?: Parameters;
  /** With CONTINUE: milliseconds until the next poll. Unset: the configured delay. */
  readonly next_polling_delay_ms?: number;
}

export type RuntimeCall = 'start' | 'poll' | 'terminate';

/** Something that happened to a run. Events may arrive twice or late: what the state has outgrown changes nothing. */
export type RunEvent =
  | { readonly type: 'RunLaunched' }
  | { readonly type: 'TimerFired' }
  | { readonly type: 'PermitGranted'; readonly step_id: string; readonly step_attempt_id: number }
  | {
      readonly type: 'RuntimeAnswered';
      readonly step_id: string;
      readonly step_attempt_id: number;
      readonly call: RuntimeCall;
      readonly outcome: RuntimeOutcome;
    }
  | {
      readonly type: 'RuntimeThrew';
      readonly step_id: string;
      readonly step_attempt_id: number;
      readonly call: RuntimeCall;
      readonly message: string;
      readonly errors?: readonly string[];
    }
  | {
      readonly type: 'TerminationRequested';
      readonly action: 'STOP' | 'KILL';
      readonly user: User;
      readonly reason?: string;
    };
