import { expect, test } from 'vitest';
import { aggregateRuns } from './aggregated.ts';

test('a first run shows its steps and NOT_CREATED for those it has not reached', () => {
  const info = aggregateRuns({
    status: 'IN_PROGRESS',
    workflow_run_id: 1,
    definition: ['a', 'b'],
    dag: ['a', 'b'],
    steps: [{ step_id: 'a', step_attempt_id: 2, status: 'SUCCEEDED', start_time: 1, end_time: 2 }],
  });
  expect(info).toEqual({
    workflow_instance_status: 'IN_PROGRESS',
    step_aggregated_views: {
      a: { workflow_run_id: 1, status: 'SUCCEEDED', start_time: 1, end_time: 2 },
      b: { status: 'NOT_CREATED' },
    },
  });
});

test('a restart keeps what it does not run again and resets what it has not reached yet', () => {
  const info = aggregateRuns({
    status: 'IN_PROGRESS',
    workflow_run_id: 2,
    definition: ['a', 'b', 'c'],
    dag: ['b', 'c'],
    steps: [{ step_id: 'b', step_attempt_id: 1, status: 'RUNNING', start_time: 9 }],
    baseline: {
      a: { workflow_run_id: 1, status: 'SUCCEEDED', start_time: 1, end_time: 2 },
      b: { workflow_run_id: 1, status: 'FATALLY_FAILED', start_time: 2, end_time: 3 },
      c: { workflow_run_id: 1, status: 'STOPPED', start_time: 2, end_time: 3 },
    },
  });
  expect(info.step_aggregated_views).toEqual({
    a: { workflow_run_id: 1, status: 'SUCCEEDED', start_time: 1, end_time: 2 },
    b: { workflow_run_id: 2, status: 'RUNNING', start_time: 9 },
    c: { status: 'NOT_CREATED' },
  });
});
