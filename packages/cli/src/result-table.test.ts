import type { StepInstance } from '@rondo/model';
import { createColors } from 'picocolors';
import { expect, it } from 'vitest';
import { lastResult, renderResult } from './result-table.ts';

const step = (step_id: string, status: string, rows?: unknown[][]): StepInstance =>
  ({
    step_id,
    runtime_state: { status },
    artifacts: rows && {
      rondo_sql: {
        type: 'DEFAULT',
        columns: [
          { name: 'airport', type: 'VARCHAR' },
          { name: 'minutes_late', type: 'DOUBLE' },
          { name: 'flights', type: 'BIGINT' },
        ],
        rows,
        row_count: rows.length,
      },
    },
  }) as unknown as StepInstance;

it('shows the result of the last step that succeeded with one', () => {
  const steps = [
    step('a', 'SUCCEEDED', [['X', 1, 1]]),
    step('b', 'SUCCEEDED', [['Y', 2, 2]]),
    step('c', 'SUCCEEDED'),
  ];
  expect(lastResult([...steps, step('d', 'UNSATISFIED', [['Z', 3, 3]])])?.stepId).toBe('b');
  expect(lastResult([step('c', 'SUCCEEDED')])).toBeUndefined();
});

it('sets numbers at the right with their points below each other', () => {
  const preview = lastResult([
    step('a', 'SUCCEEDED', [
      ['ORD', 12, 28218],
      ['LAX', 6.7, 950],
    ]),
  ])!;
  expect(renderResult(preview, createColors(false)).split('\n')).toEqual([
    'AIRPORT  MINUTES LATE  FLIGHTS',
    'ORD              12.0   28,218',
    'LAX               6.7      950',
  ]);
});

it('leaves a cell without a value empty', () => {
  const preview = lastResult([step('a', 'SUCCEEDED', [[null, null, 1]])])!;
  expect(renderResult(preview, createColors(false)).split('\n')[1]?.trim()).toBe('1');
});
