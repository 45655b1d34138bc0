import type { JobSpec } from '../runners/job-spec.ts';
import { hasEnded, type JobStatus, type Runner } from '../runners/runner.ts';
import type { Attempt, AttemptTools, RuntimeResult, StepRuntime } from './contract.ts';
import { failure, messageOf } from './results.ts';

/** The end of a job is pushed; polling only catches what a push may miss. */
const POLL_DELAY_MS = 10_000;

/** A job that ended by itself. */
export type JobEnding = Extract<JobStatus, { state: 'exited' }>;

/** What to run for an attempt, or why that cannot be: a mistake in the definition, which no retry mends. */
export type JobPlan =
  | { readonly spec: JobSpec /** Lines for the log. */; readonly notes?: readonly string[] }
  | { readonly refusal: string };

/** A step type whose attempts are jobs. */
export interface JobKind {
  readonly type: string;
  /** Decided from the attempt alone, so that it comes out the same after a crash. */
  plan(attempt: Attempt, workDir: string): JobPlan;
  /** The result of an attempt whose job ended by itself. Only reads, as it may be asked again. `now` is epoch ms. */
  conclude(attempt: Attempt, ending: JobEnding, now: number): Promise<RuntimeResult>;
}

/** Runs the attempts of a step type as jobs of a runner, keyed by step_uuid. Keeps no state: the runner has it all. */
export function createJobRuntime(kind: JobKind, runner: Runner): StepRuntime {
  return {
    type: kind.type,
    start: (attempt, tools) => start(kind, runner, attempt, tools),
    poll: (attempt, tools) => observe(kind, runner, attempt, tools),
    terminate: async (attempt, tools) => {
      await runner.terminate(attempt.step_uuid);
      await runner.follow(attempt.step_uuid, tools.log, tools.wake).done;
      await tools.log.close();
      return { state: 'STOPPED' };
    },
    stop: () => runner.stop(),
  };
}

/** The artifact that says how a job ended. */
export function jobArtifact(ending: JobEnding) {
  const duration = Math.max(0, ending.ended_at - ending.started_at);
  return { rondo_job: { type: 'DEFAULT' as const, exit_code: ending.exit_code, duration_ms: duration } };
}

async function start(
  kind: JobKind,
  runner: Runner,
  attempt: Attempt,
  tools: AttemptTools,
): Promise<RuntimeResult> {
  const plan = kind.plan(attempt, tools.workDir);
  if ('refusal' in plan) return failure('FATAL_ERROR', tools.now(), plan.refusal);
  const known = await runner.status(attempt.step_uuid);
  if (known.state === 'absent') {
    for (const note of plan.notes ?? []) tools.log.append(`[rondo] ${note}\n`);
    try {
      await runner.start(attempt.step_uuid, plan.spec);
    } catch (error) {
      return failure('PLATFORM_ERROR', tools.now(), messageOf(error));
    }
  }
  return observe(kind, runner, attempt, tools);
}

async function observe(
  kind: JobKind,
  runner: Runner,
  attempt: Attempt,
  tools: AttemptTools,
): Promise<RuntimeResult> {
  const status = await runner.status(attempt.step_uuid);
  if (status.state === 'absent') return outcome(kind, attempt, tools.now(), status);
  const following = runner.follow(attempt.step_uuid, tools.log, tools.wake);
  if (!hasEnded(status)) return { state: 'CONTINUE', next_polling_delay_ms: POLL_DELAY_MS };
  // The last lines are in the log before the attempt is seen to end.
  await following.done;
  await tools.log.close();
  return outcome(kind, attempt, tools.now(), status);
}

async function outcome(
  kind: JobKind,
  attempt: Attempt,
  now: number,
  status: JobStatus,
): Promise<RuntimeResult> {
  switch (status.state) {
    case 'running':
      return { state: 'CONTINUE' };
    case 'exited':
      return kind.conclude(attempt, status, now);
    case 'terminated':
      return { state: 'STOPPED' };
    case 'over_limit':
      return failure('USER_ERROR', now, status.reason);
    case 'unstartable':
      return failure('PLATFORM_ERROR', now, `The job could not be started: ${status.reason}`);
    case 'absent':
    case 'lost':
      return failure(
        'PLATFORM_ERROR',
        now,
        'The job is gone and left no exit code: it or its machine was killed',
      );
  }
}
