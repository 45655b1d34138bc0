import {
  DEFAULT_RETRY,
  planWorkflow,
  type RunInstance,
  type StepState,
  type StepSummary,
} from '@rondo/engine';
import type { Step, Workflow } from '@rondo/model';
import { describe, expect, test } from 'vitest';
import { decodeRun, encodeInstance, type RunRow } from '../storage/run-codec.ts';
import { renderStepInstance } from './step-instance.ts';
import { renderWorkflowInstance } from './workflow-instance.ts';

const step = (id: string, successors: Record<string, string> = {}): Step => ({
  step: { id, type: 'NoOp', transition: { successors }, tags: [{ name: `tag-${id}` }] },
});
const workflow: Workflow = {
  id: 'wf',
  steps: [step('a', { b: 'x > 1', constructor: 'true' }), step('b'), step('constructor')],
};
const plan = planWorkflow(workflow);

const instance: RunInstance = {
  workflow_id: 'wf',
  workflow_instance_id: 4,
  workflow_run_id: 1,
  workflow_uuid: 'u',
  correlation_id: 'wf:4:1',
  workflow_version_id: 2,
  internal_id: 10_000,
  group_info: 3,
  initiator: { type: 'MANUAL', user: 'alice', depth: 0 },
  run_config: { policy: 'START_FRESH_NEW_RUN' },
  run_params: {},
  run_properties: { owner: 'olga' },
  params: {},
  request_time: 90,
  create_time: 100,
};

const row = (change: Partial<RunRow> = {}): RunRow => ({
  run_key: 1,
  workflow_id: 'wf',
  instance_id: 4,
  run_id: 1,
  uuid: 'u',
  version_id: 2,
  group_id: 0,
  revision: 1,
  status: 'CREATED',
  create_time: 100,
  start_time: null,
  end_time: null,
  parked: null,
  instance: encodeInstance(instance),
  state: '{"timeline":[{"timestamp":100,"type":"LOG","level":"INFO","message":"started"}]}',
  ...change,
});

const attempt = (change: Partial<StepState> = {}): StepState => ({
  step_id: 'a',
  step_attempt_id: 1,
  step_uuid: 's',
  step_instance_id: 1,
  status: 'RUNNING',
  times: { create_time: 110, start_time: 112, execute_time: 112 },
  retry: DEFAULT_RETRY,
  timeline: [{ timestamp: 111, type: 'LOG', level: 'INFO', message: 'hello' }],
  ...change,
});

const sourceOf = (change: Partial<RunRow> = {}, steps: readonly StepSummary[] = []) => ({
  row: row(change),
  run: decodeRun(row(change), [], () => false),
  plan,
  steps,
});

const PLAIN = { enriched: false, aggregated: false };

describe('a run that waits in the queue', () => {
  const view = renderWorkflowInstance(sourceOf(), PLAIN);

  test('has neither an execution nor an overview yet', () => {
    for (const field of ['execution_id', 'runtime_overview', 'start_time', 'end_time', 'aggregated_info']) {
      expect(view).not.toHaveProperty(field);
    }
    expect(view).toMatchObject({ status: 'CREATED', modify_time: 100, correlation_id: 'wf:4:1' });
  });

  test('shows the steps it may reach with both neighbours, empty parts left out', () => {
    expect(view.runtime_dag).toEqual({
      a: { successors: { b: 'x > 1', constructor: 'true' } },
      b: { predecessors: ['a'] },
      constructor: { predecessors: ['a'] },
    });
  });
});

describe('a run that is under way', () => {
  const steps = [
    { step_id: 'a', step_attempt_id: 1, status: 'SUCCEEDED' as const, start_time: 130, end_time: 150 },
  ];
  const source = sourceOf({ status: 'IN_PROGRESS', start_time: 120 }, steps);

  test('was modified when one of its steps was', () => {
    expect(renderWorkflowInstance(source, PLAIN).modify_time).toBe(150);
  });

  test('has no STATUS for the end it has not come to', () => {
    const { timeline } = renderWorkflowInstance(source, { enriched: true, aggregated: false });
    expect(timeline?.map((event) => [event.timestamp, event.type])).toEqual([
      [100, 'LOG'],
      [100, 'STATUS'],
      [120, 'STATUS'],
    ]);
  });

  test('shows what it has not created yet across runs', () => {
    const { aggregated_info } = renderWorkflowInstance(source, { enriched: false, aggregated: true });
    expect(aggregated_info?.step_aggregated_views).toEqual({
      a: { workflow_run_id: 1, status: 'SUCCEEDED', start_time: 130, end_time: 150 },
      b: { status: 'NOT_CREATED' },
      constructor: { status: 'NOT_CREATED' },
    });
  });

  test('says so when the engine has set it aside', () => {
    const parked = { ...source, row: { ...source.row, parked: 'cannot read property x' } };
    expect(renderWorkflowInstance(parked, PLAIN).timeline?.at(-1)).toMatchObject({
      type: 'DETAILS',
      status: 'INTERNAL_ERROR',
      errors: ['cannot read property x'],
    });
  });
});

describe('a step attempt', () => {
  const view = (change: Partial<StepState>, enriched = false) =>
    renderStepInstance(instance, plan, attempt(change), enriched);

  test('has its conditions as BOOLEAN params, evaluated once it is complete', () => {
    expect(view({}).transition).toEqual({
      successors: {
        b: { type: 'BOOLEAN', expression: 'x > 1' },
        constructor: { type: 'BOOLEAN', expression: 'true' },
      },
    });
    const done = view({ status: 'SUCCEEDED', transition: { b: false }, times: { end_time: 140 } });
    expect(done.transition.successors?.b).toEqual({
      type: 'BOOLEAN',
      expression: 'x > 1',
      evaluated_result: false,
      evaluated_time: 140,
    });
    expect(done.transition.successors?.constructor).not.toHaveProperty('evaluated_result');
  });

  test('has the predecessors of its graph, and {} for a transition that leads nowhere', () => {
    const leaf = view({ step_id: 'b' });
    expect(leaf.transition).toEqual({ predecessors: ['a'] });
    expect(leaf.definition).toMatchObject({
      step: { transition: { predecessors: ['a'] }, failure_mode: 'FAIL_AFTER_RUNNING', params: {} },
    });
    const lone = planWorkflow({ id: 'wf', steps: [step('a')] });
    expect(renderStepInstance(instance, lone, attempt(), false).transition).toEqual({});
  });

  test('knows whether it was satisfied only once that was decided', () => {
    expect(view({}).params).toEqual({});
    expect(view({ satisfied: false }).params.maestro_step_satisfied).toEqual({
      type: 'BOOLEAN',
      value: false,
      evaluated_result: false,
      evaluated_time: 110,
    });
  });

  test('tells each status it went through among its events when enriched', () => {
    const told = view({}, true).timeline?.map((event) => ('status' in event ? event.status : event.type));
    expect(told).toEqual(['CREATED', 'LOG', 'STARTING', 'RUNNING']);
    expect(view({}).timeline).toHaveLength(1);
  });

  test('carries owner, tags and its own run params, and leaves out what is empty', () => {
    const own = { ...instance, step_run_params: { a: { p: { type: 'LONG' as const, value: 1 } } } };
    const shown = renderStepInstance(own, plan, attempt({ artifacts: {} }), false);
    expect(shown).toMatchObject({
      owner: 'olga',
      tags: [{ name: 'tag-a' }],
      step_run_params: { p: { type: 'LONG', value: 1 } },
    });
    expect(shown).not.toHaveProperty('artifacts');
    expect(renderStepInstance(own, plan, attempt({ step_id: 'b' }), false)).not.toHaveProperty(
      'step_run_params',
    );
  });
});
