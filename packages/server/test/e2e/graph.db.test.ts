import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { step } from '../api/test-api.ts';
import { shell, startWorkflows, type Workflows, waitsFor } from './workflows.ts';

let flows: Workflows;
beforeAll(async () => {
  flows = await startWorkflows();
});
afterAll(() => flows.stop());

const DONE = 'SUCCEEDED';
const long = (value: number) => ({ type: 'LONG', value });

/** A NoOp step with conditions. */
const branch = (id: string, successors: Record<string, string>, params: object = {}) => ({
  step: { id, type: 'NoOp', params, transition: { successors } },
});

/** Appends its id to a file when it runs. */
const trace = (id: string, to: readonly string[] = [], more: object = {}) =>
  shell(id, `echo ${id} >>"${flows.file('trace')}-$RONDO_WORKFLOW_ID"`, to, more);
const traced = async (id: string) => (await flows.written(`trace-${id}`)).split('\n');

describe('a graph', () => {
  test('that is a chain runs its steps one after the other', async () => {
    await flows.push('chain', [trace('c'), trace('b', ['c']), trace('a', ['b'])]);
    expect((await flows.run('chain')).status).toBe(DONE);
    expect(await traced('chain')).toEqual(['a', 'b', 'c']);
  });

  test('that is a diamond runs both sides at the same time and the join once, after both', async () => {
    const meet = (id: string, other: string) =>
      shell(id, `: >'${flows.file(id)}'; ${waitsFor(flows.file(other))}`, ['join']);
    await flows.push('diamond', [
      step('top', ['left', 'right']),
      meet('left', 'right'),
      meet('right', 'left'),
      trace('join', ['bottom']),
      trace('bottom'),
    ]);
    expect((await flows.run('diamond')).status).toBe(DONE);
    expect(await traced('diamond')).toEqual(['join', 'bottom']);
  });

  test('that has several roots and no connection between them runs all of it', async () => {
    await flows.push('islands', [step('a', ['b']), step('b'), step('x'), step('y')]);
    expect((await flows.run('islands')).status).toBe(DONE);
    expect(await flows.statuses('islands')).toEqual({ a: DONE, b: DONE, x: DONE, y: DONE });
  });

  test('leaves steps UNSATISFIED whose conditions are all false, and what only they lead to', async () => {
    await flows.push(
      'branches',
      [
        branch('decide', { small: 'x < 10', large: 'x >= 10' }),
        branch('small', { after_small: 'true', join: 'true' }),
        branch('after_small', {}),
        branch('large', { join: 'true' }),
        branch('join', {}),
      ],
      { workflow: { params: { x: long(5) } } },
    );
    const no = 'UNSATISFIED';
    expect((await flows.run('branches')).status).toBe(DONE);
    expect(await flows.statuses('branches')).toEqual({
      decide: DONE,
      small: DONE,
      after_small: DONE,
      large: no,
      join: DONE,
    });
    expect((await flows.run('branches', { run_params: { x: long(11) } })).status).toBe(DONE);
    expect(await flows.statuses('branches', 2)).toEqual({
      decide: DONE,
      small: no,
      after_small: no,
      large: DONE,
      join: DONE,
    });
    const { transition } = await flows.step('branches', 'decide', 'latest', 2);
    expect(transition.successors).toMatchObject({
      small: { expression: 'x < 10', evaluated_result: false },
      large: { evaluated_result: true },
    });
  });

  test('whose condition cannot be evaluated fails in the step that has it', async () => {
    await flows.push('badly', [branch('a', { b: 'nowhere > 1' }), branch('b', {})]);
    const ended = await flows.run('badly');
    expect(ended.status).toBe('FAILED');
    expect((await flows.statuses('badly')).a).toBe('INTERNALLY_FAILED');
    const { timeline } = await flows.step('badly', 'a');
    expect(JSON.stringify(timeline)).toContain('nowhere');
  });
});

describe('a step that fails for good', () => {
  const failing = (failure_mode?: string) =>
    shell('bad', 'exit 1', ['after'], {
      retry_policy: { error_retry_limit: 0 },
      ...(failure_mode && { failure_mode }),
    });

  test('lets other branches go on and never opens its own, by default', async () => {
    await flows.push('fail-after', [failing(), step('after'), step('other', ['last']), trace('last')]);
    expect((await flows.run('fail-after')).status).toBe('FAILED');
    expect(await flows.statuses('fail-after')).toEqual({
      bad: 'FATALLY_FAILED',
      after: 'NOT_CREATED',
      other: DONE,
      last: DONE,
    });
  });

  test('stops everything else with FAIL_IMMEDIATELY', async () => {
    await flows.push('fail-now', [
      failing('FAIL_IMMEDIATELY'),
      step('after'),
      shell('endless', 'sleep 1000', ['last']),
      step('last'),
    ]);
    expect((await flows.run('fail-now')).status).toBe('FAILED');
    expect(await flows.statuses('fail-now')).toEqual({
      bad: 'FATALLY_FAILED',
      after: 'NOT_CREATED',
      endless: 'STOPPED',
      last: 'NOT_CREATED',
    });
  });

  test('counts as done with IGNORE_FAILURE', async () => {
    await flows.push('fail-ignored', [failing('ignore_failure'), step('after')]);
    expect((await flows.run('fail-ignored')).status).toBe(DONE);
    expect(await flows.statuses('fail-ignored')).toEqual({ bad: 'COMPLETED_WITH_ERROR', after: DONE });
  });
});
