import { expect, test } from 'vitest';
import { runtimeOverview } from './overview.ts';

const run = { workflow_id: 'wf', workflow_instance_id: 7, workflow_run_id: 2 };

test('lists each created step under its status by its place in the DAG, with nulls for missing times', () => {
  const overview = runtimeOverview({
    run,
    dag: ['a', 'b', 'c', 'd'],
    steps: [
      { step_id: 'c', step_attempt_id: 1, status: 'SUCCEEDED', start_time: 30, end_time: 40 },
      { step_id: 'b', step_attempt_id: 3, status: 'RUNNING', start_time: 20 },
      { step_id: 'a', step_attempt_id: 1, status: 'SUCCEEDED', start_time: 10, end_time: 15 },
    ],
  });
  expect(overview).toEqual({
    total_step_count: 4,
    step_overview: {
      SUCCEEDED: {
        cnt: 2,
        steps: [
          [1, 10, 15],
          [3, 30, 40],
        ],
      },
      RUNNING: { cnt: 1, steps: [[2, 20, null]] },
    },
    rollup_overview: {
      total_leaf_count: 3,
      overview: { SUCCEEDED: { cnt: 2 }, RUNNING: { cnt: 1, ref: { 'wf:2': ['7:b:3'] } } },
    },
  });
});

test('a step that is NOT_CREATED is neither listed nor counted as a leaf', () => {
  const overview = runtimeOverview({
    run,
    dag: ['a'],
    steps: [{ step_id: 'a', step_attempt_id: 1, status: 'NOT_CREATED' }],
  });
  expect(overview).toEqual({
    total_step_count: 1,
    step_overview: {},
    rollup_overview: { total_leaf_count: 0, overview: {} },
  });
});

test('names the status of the run only when it is given one', () => {
  expect(runtimeOverview({ run, dag: [], steps: [] })).not.toHaveProperty('run_status');
  expect(runtimeOverview({ run, dag: [], steps: [], run_status: 'SUCCEEDED' }).run_status).toBe('SUCCEEDED');
});
