import { type RollupOverview, STEP_INSTANCE_STATUS } from '@rondo/model';
import type { StepSummary } from './step-summary.ts';

/** The run that the steps of a rollup belong to. */
export interface RollupRun {
  readonly workflow_id: string;
  readonly workflow_instance_id: number;
  readonly workflow_run_id: number;
}

/**
 * Counts leaf steps by status (spec 4.10): each created step is one leaf, and those whose status is kept in refs are
 * named as `<instance>:<step>:<attempt>` under `<workflow>:<run>`.
 */
export function rollUp(run: RollupRun, steps: Iterable<StepSummary>): RollupOverview {
  const overview: NonNullable<RollupOverview['overview']> = {};
  const owner = `${run.workflow_id}:${run.workflow_run_id}`;
  let total = 0;
  for (const step of steps) {
    if (step.status === 'NOT_CREATED') continue;
    total += 1;
    let entry = overview[step.status];
    if (!entry) {
      entry = { cnt: 0 };
      overview[step.status] = entry;
    }
    entry.cnt += 1;
    if (!STEP_INSTANCE_STATUS[step.status].kept_in_refs) continue;
    entry.ref ??= { [owner]: [] };
    entry.ref[owner]?.push(`${run.workflow_instance_id}:${step.step_id}:${step.step_attempt_id}`);
  }
  return { total_leaf_count: total, overview };
}
