import type { PropertiesSnapshot } from '@rondo/model';
import { describe, expect, test } from 'vitest';
import { firstProperties, newRunStrategy, pushProperties, updateProperties } from './properties.ts';

const change = { workflow_id: 'wf', author: 'bob', now: 1_000 };
const current: PropertiesSnapshot = {
  workflow_id: 'wf',
  create_time: 500,
  author: 'alice',
  owner: 'alice',
  description: 'old',
  run_strategy: { rule: 'PARALLEL', workflow_concurrency: 3 },
  step_concurrency: 9,
  alerting: { emails: ['a@b.c'] },
  alerting_disabled: true,
  tags: [{ name: 'x' }],
};

test('the first snapshot is what was pushed, and needs an owner', () => {
  expect(firstProperties({ owner: 'o', description: 'd' }, change)).toEqual({
    workflow_id: 'wf',
    create_time: 1_000,
    author: 'bob',
    owner: 'o',
    description: 'd',
  });
  expect(() => firstProperties({ description: 'd' }, change)).toThrow('properties.owner');
  expect(() => firstProperties(undefined, change)).toThrow('properties.owner');
});

test('a push unsets strategy, step concurrency and alerting that it does not bring, and keeps the rest', () => {
  const { author, create_time, run_strategy, step_concurrency, alerting, ...kept } = current;
  expect(pushProperties(current, { description: 'new' }, change)).toEqual({
    ...kept,
    description: 'new',
    create_time: 1_000,
    author: 'bob',
  });
  expect(pushProperties(current, { step_concurrency: 2 }, change).step_concurrency).toBe(2);
});

describe('an update', () => {
  test('replaces what it sets and keeps the rest', () => {
    expect(updateProperties(current, { description: 'new' }, change)).toEqual({
      ...current,
      description: 'new',
      create_time: 1_000,
      author: 'bob',
    });
  });

  test('resets what it says', () => {
    const reset = updateProperties(
      current,
      { reset_run_strategy_rule: true, reset_workflow_concurrency: true, reset_step_concurrency: true },
      change,
    );
    expect(reset).not.toHaveProperty('run_strategy');
    expect(reset).not.toHaveProperty('step_concurrency');
    expect(reset).not.toHaveProperty('reset_run_strategy_rule');
  });

  test('resets the concurrency of PARALLEL to 20, and of no other rule', () => {
    const update = { reset_workflow_concurrency: true };
    expect(updateProperties(current, update, change).run_strategy).toEqual({
      rule: 'PARALLEL',
      workflow_concurrency: 20,
    });
    const first = { ...current, run_strategy: { rule: 'FIRST_ONLY' as const, workflow_concurrency: 1 } };
    expect(updateProperties(first, update, change).run_strategy).toEqual(first.run_strategy);
  });

  test('in the same millisecond as the one before still gets a larger id', () => {
    expect(updateProperties({ ...current, create_time: 1_000 }, {}, change).create_time).toBe(1_001);
  });
});

test('a strategy is new only when it differs from the one that holds', () => {
  const strategy = { rule: 'SEQUENTIAL' as const, workflow_concurrency: 1 };
  const { run_strategy: _, ...unset } = current;
  expect(newRunStrategy(unset, strategy)).toBeUndefined();
  expect(newRunStrategy(current, strategy)).toEqual(strategy);
  expect(newRunStrategy(current, undefined)).toBeUndefined();
});
