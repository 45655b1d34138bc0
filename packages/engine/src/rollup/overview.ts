import type { RuntimeOverview, WorkflowInstanceStatus } from '@rondo/model';
import { type RollupRun, rollUp } from './rollup.ts';
import type { StepSummary } from './step-summary.ts';

/** What an overview is made of; `steps` are the latest attempts of the created steps, in any order. */
export interface OverviewInput {
  readonly run: RollupRun;
  /** Step ids in the key order of the runtime DAG. */
  readonly dag: readonly string[];
  readonly steps: Iterable<StepSummary>;
  /** How the run itself ended, where the instance's status differs from it (spec 4.9). */
  readonly run_status?: WorkflowInstanceStatus | undefined;
}

/**
 * The steps of a run by status, each as `[ordinal, start_time, end_time]` sorted by ordinal, and the rollup (spec 4.7).
 * A step outside the DAG has no ordinal and is left out of the step overview.
 */
export function runtimeOverview(input: OverviewInput): RuntimeOverview {
  const found = new Map<string, StepSummary>();
  for (const step of input.steps) found.set(step.step_id, step);
  const ordered: StepSummary[] = [];
  const step_overview: NonNullable<RuntimeOverview['step_overview']> = {};
  for (const [index, id] of input.dag.entries()) {
    const step = found.get(id);
    if (!step || step.status === 'NOT_CREATED') continue;
    ordered.push(step);
    let entry = step_overview[step.status];
    if (!entry) {
      entry = { cnt: 0, steps: [] };
      step_overview[step.status] = entry;
    }
    entry.cnt += 1;
    entry.steps?.push([index + 1, step.start_time ?? null, step.end_time ?? null]);
  }
  return {
    total_step_count: input.dag.length,
    step_overview,
    rollup_overview: rollUp(input.run, ordered),
    ...(input.run_status === undefined ? {} : { run_status: input.run_status }),
  };
}
