import type { Artifact, Parameters, StepInstanceStatus, StepRetry, Timeline } from '@rondo/model';

/** When the attempt entered each status, epoch ms; names as on the wire (`runtime_state`). */
export interface StepTimes {
  readonly create_time?: number;
  readonly initialize_time?: number;
  readonly pause_time?: number;
  readonly wait_signal_time?: number;
  readonly evaluate_param_time?: number;
  readonly wait_permit_time?: number;
  readonly start_time?: number;
  readonly execute_time?: number;
  readonly finish_time?: number;
  readonly end_time?: number;
  readonly modify_time?: number;
}

type Kinds = 'error' | 'platform' | 'timeout';

/** How long to wait before a retry, in seconds, with every default filled in. */
export type Backoff =
  | ({ readonly type: 'FIXED_BACKOFF' } & Readonly<Record<`${Kinds}_retry_backoff_in_secs`, number>>)
  | ({ readonly type: 'EXPONENTIAL_BACKOFF' } & Readonly<
      Record<`${Kinds}_retry_${'backoff_in_secs' | 'exponent' | 'limit_in_secs'}`, number>
    >);

/** The retry counters and limits of a step, `step_retry` on the wire. */
export type RetryState = Readonly<Omit<StepRetry, 'backoff'>> & { readonly backoff: Backoff };

/** An end that was decided on and waits until the runtime has let go of the attempt. */
export interface Termination {
  readonly to: 'STOPPED' | 'FATALLY_FAILED' | 'TIMED_OUT' | 'TIMEOUT_FAILED';
  /** A kill of the whole workflow passes over failure modes. */
  readonly ignore_failure_mode?: boolean;
}

/** One attempt of a step. Everything the engine needs to go on with it after a restart of the process is in here. */
export interface StepState {
  readonly step_id: string;
  readonly step_attempt_id: number;
  readonly step_uuid: string;
  /** Ordinal of the step in its run; the same for all of its attempts. */
  readonly step_instance_id: number;
  readonly status: StepInstanceStatus;
  readonly times: StepTimes;
  readonly retry: RetryState;
  readonly timeout_in_millis?: number;
  /** Unset until the params were evaluated. */
  readonly params?: Parameters;
  readonly satisfied?: boolean;
  /** What each successor's condition came to, once the attempt is complete. */
  readonly transition?: Readonly<Record<string, boolean>>;
  readonly artifacts?: Readonly<Record<string, Artifact>>;
  readonly timeline: Timeline;
  /** Epoch ms at which the next attempt starts, while a failed attempt waits out its backoff. */
  readonly retry_at?: number;
  /** Epoch ms of the next poll, or of the next try to terminate. */
  readonly poll_at?: number;
  readonly terminating?: Termination;
}
