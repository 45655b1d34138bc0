import { endpoints, RondoError, type StepInstance, stepInstanceActions } from '@rondo/model';
import type { RunRow } from '../storage/run-codec.ts';
import { listRuns, readRun } from '../storage/run-reader.ts';
import { listInstanceSteps, listRunSteps, readRunWithStep, readStep } from '../storage/step-reader.ts';
import type { Resources } from './resources.ts';
import { implement, type Route } from './route.ts';
import { renderSteps } from './run-access.ts';

/** What answers the calls about step attempts. */
export function stepRoutes(resources: Resources): Route[] {
  return [...readRoutes(resources), ...listRoutes(resources)];
}

function readRoutes(resources: Resources): Route[] {
  const { pool } = resources;
  return [
    implement(endpoints.getStepInstanceActionMap, () => stepInstanceActions as never),
    implement(endpoints.getStepInstance, async ({ params, query }) => {
      const { workflowId, workflowInstanceId, stepId } = params;
      const run = await readRunWithStep(pool, workflowId, workflowInstanceId, stepId);
      if (!run) throw stepNotFound(`${workflowId}][${workflowInstanceId}][${stepId}`);
      return readAttempt(resources, run, stepId, 'latest', query.enriched ?? true);
    }),
    implement(endpoints.getStepInstanceAttempt, async ({ params, query }) => {
      const { workflowId, workflowInstanceId, workflowRunId, stepId, attempt } = params;
      const run = await readRun(pool, workflowId, workflowInstanceId, workflowRunId);
      if (!run) throw stepNotFound(`${workflowId}][${workflowInstanceId}][${workflowRunId}][${stepId}`);
      return readAttempt(resources, run, stepId, attempt, query.enriched ?? true);
    }),
  ];
}

function listRoutes(resources: Resources): Route[] {
  const { pool } = resources;
  return [
    implement(endpoints.listStepInstances, async ({ params }) => {
      const { workflowId, workflowInstanceId } = params;
      const rows = await listInstanceSteps(pool, workflowId, workflowInstanceId);
      const runs = await listRuns(pool, workflowId, workflowInstanceId, 1, Number.MAX_SAFE_INTEGER);
      const rendered = await Promise.all(
        runs.map((run) =>
          renderSteps(
            resources,
            run,
            rows.filter((row) => row.run_key === run.run_key),
            false,
          ),
        ),
      );
      return rendered.flat().sort((left, right) => left.step_instance_id - right.step_instance_id);
    }),
    implement(endpoints.listRunStepInstances, async ({ params }) => {
      const run = await readRun(pool, params.workflowId, params.workflowInstanceId, params.workflowRunId);
      return run ? renderSteps(resources, run, await listRunSteps(pool, run.run_key), false) : [];
    }),
  ];
}

async function readAttempt(
  resources: Resources,
  run: RunRow,
  stepId: string,
  attempt: number | 'latest',
  enriched: boolean,
): Promise<StepInstance> {
  const row = await readStep(resources.pool, run.run_key, stepId, attempt);
  const [step] = row ? await renderSteps(resources, run, [row], enriched) : [];
  if (step) return step;
  throw stepNotFound(`${run.workflow_id}][${run.instance_id}][${run.run_id}][${stepId}][${attempt}`);
}

function stepNotFound(name: string): RondoError {
  return new RondoError('NOT_FOUND', `Step instance [${name}] does not exist`);
}
