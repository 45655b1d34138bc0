import type { RunChange, WorkflowInstance } from '@rondo/model';
import { applyChange, type RunView, viewOfRun } from '../src/view/run-view.ts';

/** For tests: when the sample run was created, in epoch ms. */
export const CREATED = Date.UTC(2026, 10, 22, 23, 4, 5);

/** For tests: a run of the steps `load`, `fetch` and `report`, of which nothing is known yet. */
export const sampleView = (): RunView =>
  viewOfRun({
    workflow_id: 'sales',
    workflow_instance_id: 7,
    workflow_run_id: 1,
    status: 'CREATED',
    create_time: CREATED,
    runtime_workflow: {
      id: 'sales',
      name: 'Daily sales',
      steps: [
        { step: { id: 'load', name: 'Load the files', type: 'Sql' } },
        { step: { id: 'fetch', type: 'Shell' } },
        { step: { id: 'report', name: 'Write the report', type: 'Sql' } },
      ],
    },
    runtime_dag: { load: {}, fetch: {}, report: {} },
  } as unknown as WorkflowInstance);

/** For tests: an attempt as an event tells it. */
export const attempt = (
  step_id: string,
  status: RunChange['steps'][number]['status'],
  more: Partial<RunChange['steps'][number]> = {},
): RunChange['steps'][number] => ({ step_id, step_attempt_id: 1, status, start_time: CREATED, ...more });

/** For tests: the view after a change of the run. */
export const after = (
  view: RunView,
  status: RunChange['status'],
  steps: RunChange['steps'],
  more: Partial<RunChange> = {},
): RunView => applyChange(view, { revision: 1, status, start_time: CREATED, steps, ...more });
