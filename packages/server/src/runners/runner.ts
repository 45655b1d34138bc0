import type { AttemptLog } from '../logs/log-store.ts';
import type { JobSpec } from './job-spec.ts';

/** How a job stands. Times are epoch ms. */
export type JobStatus =
  /** Never started here, or forgotten. */
  | { readonly state: 'absent' }
  | { readonly state: 'running'; readonly started_at: number }
  /** Ended by itself. `signal` is set when a signal ended it that this runner did not send. */
  | {
      readonly state: 'exited';
      readonly exit_code: number;
      readonly signal?: string;
      readonly started_at: number;
      readonly ended_at: number;
    }
  /** The command could not be found or run. */
  | { readonly state: 'unstartable'; readonly reason: string }
  /** Ended by `terminate`, or never to be started because of it. */
  | { readonly state: 'terminated' }
  /** Ended by the runner because it broke a limit; `reason` has the size and the limit. */
  | { readonly state: 'over_limit'; readonly reason: string }
  /** Gone without an outcome: the machine went down, or everything was killed from outside. */
  | { readonly state: 'lost' };

/** The shipping of one job's output to its log. */
export interface Following {
  /** Resolves when the job is over and all of its output is in the log. Never rejects. */
  readonly done: Promise<void>;
}

/** Executes job specs. A key (the step_uuid) names one job for good: no call ever runs it twice. */
export interface Runner {
  /** Starts the job unless the key already has one, whose status it then answers. Throws if it cannot be started now. */
  start(key: string, spec: JobSpec): Promise<JobStatus>;
  status(key: string): Promise<JobStatus>;
  /** Ships the output to `log` from where an earlier shipping stopped, once per key at a time, then calls `ended`. */
  follow(key: string, log: AttemptLog, ended: () => void): Following;
  /** The job's whole output so far, in chunks. */
  output(key: string): AsyncIterable<Uint8Array>;
  /** What the job wrote to the file of its `resultVariable`; undefined when it wrote none. */
  result(key: string): Promise<string | undefined>;
  /** Ends the job and resolves when nothing of it is left. A key without a job can then not be started any more. */
  terminate(key: string): Promise<JobStatus>;
  /** Forgets jobs that ended before `before` (epoch ms), except those that are still needed; answers how many. */
  sweep(before: number, isNeeded: (key: string) => boolean): Promise<number>;
  /** Lets go of the jobs without ending them. Can be called again. */
  stop(): Promise<void>;
}

/** The runner's answer is final: the job does not run any more. */
export function hasEnded(status: JobStatus): boolean {
  return status.state !== 'running' && status.state !== 'absent';
}
