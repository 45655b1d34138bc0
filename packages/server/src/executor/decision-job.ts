import type {
  Creation,
  Decision,
  RunCommand,
  RunEvent,
  RunRequest,
  RunState,
  StepState,
} from '@rondo/engine';
import type { Workflow } from '@rondo/model';
import type { EnvironmentOptions } from './environment.ts';

/** What a decision worker is told when it starts. */
export type WorkerSettings = Omit<EnvironmentOptions, 'workDir'> & { readonly home: string };

/** A decision that went over its budget here, to be made again in a worker. */
export type DecisionJob =
  | {
      readonly kind: 'prepare';
      readonly workflow: Workflow;
      readonly request: RunRequest;
      readonly now: number;
    }
  | {
      readonly kind: 'decide';
      readonly workflow: Workflow;
      readonly state: RunState;
      readonly events: readonly RunEvent[];
      readonly now: number;
    };

export type RunDecision = Decision<RunState, RunCommand, StepState>;

/** What the worker sends back. */
export type JobResult<Job extends DecisionJob> = Job extends { kind: 'prepare' } ? Creation : RunDecision;

export type WorkerMessage =
  | { readonly isBegun: true }
  | { readonly result: unknown }
  | { readonly error: string };
