import type { Plan, RunInstance } from '@rondo/engine';
import { RondoError, type StepInstance, type WorkflowInstance } from '@rondo/model';
import { decodeInstance, decodeRun, type RunRow } from '../storage/run-codec.ts';
import { readRun } from '../storage/run-reader.ts';
import { decodeStep } from '../storage/step-codec.ts';
import type { KeyedStepRow } from '../storage/step-reader.ts';
import { renderStepInstance } from '../views/step-instance.ts';
import { type RunViewOptions, renderWorkflowInstance } from '../views/workflow-instance.ts';
import type { Resources } from './resources.ts';

/** The row of a run, or of the latest one. Throws NOT_FOUND. */
export async function requireRun(
  { pool, runs }: Resources,
  workflowId: string,
  instanceId: number,
  run: number | 'latest',
): Promise<RunRow> {
  const row =
    run === 'latest'
      ? await readRun(pool, workflowId, instanceId, run)
      : await runs.get({ workflow_id: workflowId, instance_id: instanceId, run_id: run });
  if (row) return row;
  throw new RondoError(
    'NOT_FOUND',
    `Workflow instance [${workflowId}][${instanceId}][${run}] does not exist`,
  );
}

/** Runs as the API shows them; their steps are read together. */
export async function renderRuns(
  resources: Resources,
  rows: readonly RunRow[],
  options: RunViewOptions,
): Promise<WorkflowInstance[]> {
  if (rows.length === 0) return [];
  return Promise.all(
    rows.map(async (row) => {
      // Its steps are rendered on their own; the run alone has ids, params and timeline.
      const run = decodeRun(row, [], () => false);
      const [steps, plan] = await Promise.all([
        resources.stepSummaries.get(row.run_key),
        planOf(resources, run.instance),
      ]);
      return renderWorkflowInstance({ row, run, plan, steps }, options);
    }),
  );
}

/** Attempts of one run as the API shows them. */
export async function renderSteps(
  resources: Resources,
  run: RunRow,
  rows: readonly KeyedStepRow[],
  enriched: boolean,
): Promise<StepInstance[]> {
  const instance = decodeInstance(run);
  const plan = await planOf(resources, instance);
  return rows.map((row) => renderStepInstance(instance, plan, decodeStep(row), enriched));
}

function planOf({ plans }: Resources, instance: RunInstance): Promise<Plan> {
  return plans.get(instance);
}
