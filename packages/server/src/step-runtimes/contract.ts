/**
 * The contract between the executor and whatever runs a step (spec: step runtime contract).
 *
 * All three calls are at-least-once and must be idempotent: after a crash the executor calls `start` again with the
 * same `step_uuid`, which is the key under which a runtime finds what it started before. A runtime keeps no state of
 * its own that it could not find again.
 */
import type { RuntimeOutcome } from '@rondo/engine';
import type { Artifact, Parameters } from '@rondo/model';
import type { AttemptLog } from '../logs/log-store.ts';

/** What a call found out. `start` and `poll` may both finish an attempt; `terminate` answers STOPPED when it is over. */
export type RuntimeResult = RuntimeOutcome;

export type RuntimeState = RuntimeOutcome['state'];

/** The attempt a runtime works for: ids, evaluated params, and what earlier calls left behind. A copy. */
export interface Attempt {
  readonly workflow_id: string;
  readonly workflow_instance_id: number;
  readonly workflow_run_id: number;
  readonly step_id: string;
  readonly step_attempt_id: number;
  readonly step_uuid: string;
  readonly step_type: string;
  readonly params: Parameters;
  readonly artifacts: Readonly<Record<string, Artifact>>;
  /** Epoch ms when the attempt entered STARTING. */
  readonly start_time: number;
}

/** What the executor lends to a runtime for one attempt. */
export interface AttemptTools {
  /** Epoch ms. */
  now(): number;
  /** The attempt's output, readable while it grows. */
  readonly log: AttemptLog;
  /** A folder that all steps of the run share; exists. */
  readonly workDir: string;
  /** Asks the executor to poll this attempt now instead of after its delay: something has happened. */
  wake(): void;
}

export interface StepRuntime {
  /** The step `type` as definitions write it, e.g. `Shell`. */
  readonly type: string;
  start(attempt: Attempt, tools: AttemptTools): Promise<RuntimeResult>;
  poll(attempt: Attempt, tools: AttemptTools): Promise<RuntimeResult>;
  /** Ends whatever runs for the attempt and answers STOPPED once it is gone; throws to be called again. */
  terminate(attempt: Attempt, tools: AttemptTools): Promise<RuntimeResult>;
  /** Releases what the runtime holds in this process. Started work that can outlive the process may go on. */
  stop(): Promise<void>;
}
