import type { ParamDefinitions } from '@rondo/model';
import { describe, expect, test } from 'vitest';
import { evaluated, good, NOW, refusal, results, stepScope, workflowScope } from '../../test/param-scope.ts';
import { evaluateStepParams, evaluateWorkflowParams } from './evaluate.ts';
import type { StepScope, WorkflowScope } from './scope.ts';

const asked = (call: string): ParamDefinitions => ({
  a: { type: 'STRING', expression: `'' + params.${call}` },
});
const inWorkflow = (call: string, rest: Partial<WorkflowScope> = {}) =>
  evaluateWorkflowParams(asked(call), workflowScope(rest));
const inStep = (call: string, rest: Partial<StepScope> = {}) =>
  evaluateStepParams(asked(call), stepScope(rest));
const initiatedBy = (initiator: WorkflowScope['instance']['initiator']) => ({
  instance: { ...workflowScope().instance, initiator },
});

describe('params.getFromInstance', () => {
  test.each([
    ['workflow_id', 'wf', 'wf'],
    ['workflow_instance_id', '', '7'],
    ['workflow_run_id', '', '2'],
    ['INITIATOR_TYPE', 'MANUAL', 'MANUAL'],
    ['INITIATOR_TIMEZONE', '', ''],
    ['INITIATOR_RUNNER_NAME', 'ann', 'ann'],
    ['RUN_POLICY', 'START_FRESH_NEW_RUN', 'START_FRESH_NEW_RUN'],
  ])('answers for %s in a workflow and in a step', (field, workflow, step) => {
    expect(results(good(inWorkflow(`getFromInstance('${field}')`))).a).toBe(workflow);
    expect(results(good(inStep(`getFromInstance('${field}')`))).a).toBe(step);
  });

  test('knows the owner in a workflow only', () => {
    expect(results(good(inWorkflow("getFromInstance('owner')"))).a).toBe('olga');
    expect(refusal(inStep("getFromInstance('owner')"))).toContain('has no field [owner] in a step');
  });

  test('prefers the owner that a parent hands down, if it is a literal', () => {
    const given = (type: string, owner_param: ParamDefinitions[string]) => ({
      instance: { ...workflowScope().instance, initiator: { type }, owner_param },
    });
    const call = "getFromInstance('owner')";
    expect(results(good(inWorkflow(call, given('FOREACH', { type: 'STRING', value: 'pat' })))).a).toBe('pat');
    expect(refusal(inWorkflow(call, given('FOREACH', { type: 'STRING', expression: 'x' })))).toContain(
      'must be a literal',
    );
    expect(refusal(inWorkflow(call, given('MANUAL', { type: 'STRING', value: 'x' })))).toContain(
      'cannot be set',
    );
  });
});

describe('params.getFromStep', () => {
  test.each([
    ['step_id', 's'],
    ['step_instance_id', '3'],
    ['step_instance_uuid', 'u-1'],
    ['step_attempt_id', '1'],
    ['step_type_info', 'NoOp'],
    ['MAESTRO_STEP_ERROR_RETRIES', '0'],
  ])('answers for the own %s', (field, value) => {
    expect(results(good(inStep(`getFromStep('${field}')`))).a).toBe(value);
    expect(refusal(inWorkflow(`getFromStep('${field}')`))).toContain('can only be used in a step');
  });

  test('answers for finished steps', () => {
    const finishedStep = (id: string) =>
      id === 'up' ? { status: 'SUCCEEDED', end_time: NOW, params: { p: evaluated('v') } } : undefined;
    const ask = (param: string) => inStep(`getFromStep('up', '${param}')`, { finishedStep });
    expect(results(good(ask('p'))).a).toBe('v');
    expect(results(good(ask('MAESTRO_STEP_STATUS'))).a).toBe('SUCCEEDED');
    expect(results(good(ask('MAESTRO_STEP_END_TIME'))).a).toBe(String(NOW));
    expect(refusal(ask('q'))).toContain('step [up] has no param [q]');
    expect(refusal(inStep("getFromStep('down', 'p')", { finishedStep }))).toContain(
      'no finished step [down]',
    );
  });
});

describe('params.getFromSignal', () => {
  const signalParam: WorkflowScope['signalParam'] = (signal, param) =>
    signal === 'sig'
      ? { ok: true, value: `${param}!` }
      : { ok: false, error: { code: 'INTERNAL', message: 'unmatched' } };

  test('reads the initiator and the matched signals', () => {
    const scope = { ...initiatedBy({ type: 'SIGNAL', params: { p: evaluated('v') } }), signalParam };
    expect(results(good(inWorkflow("getFromSignal('p')", scope))).a).toBe('v');
    expect(results(good(inWorkflow("getFromSignal('sig', 'x')", scope))).a).toBe('x!');
    expect(results(good(inWorkflow("getFromSignalOrDefault('other', 'x', 'd')", scope))).a).toBe('d');
    expect(refusal(inWorkflow("getFromSignal('other', 'x')", scope))).toContain('unmatched');
  });

  test('says who started the run when it was no signal', () => {
    expect(refusal(inWorkflow("getFromSignal('p')"))).toContain(
      'Initiator [MANUAL] is not a signal trigger and cannot get a param [p] from it',
    );
    expect(results(good(inWorkflow("getFromSignalOrDefault('sig', 'x', 'd')", { signalParam }))).a).toBe('d');
  });

  test('reads dependencies of the step by their index', () => {
    const signalDependencyParam: StepScope['signalDependencyParam'] = (index, param) => ({
      ok: true,
      value: `${index}${param}`,
    });
    expect(results(good(inStep("getFromSignalDependency('1', 'x')", { signalDependencyParam }))).a).toBe(
      '1x',
    );
    expect(refusal(inStep("getFromSignalDependency('-1', 'x')", { signalDependencyParam }))).toContain(
      '[-1]',
    );
  });
});

describe('the other functions', () => {
  test('collect a param over the iterations of a foreach, with gaps', () => {
    const foreachValues: StepScope['foreachValues'] = () => ({
      ok: true,
      value: { type: 'LONG', total: 3, values: new Map([[2, 5]]) },
    });
    const definition: ParamDefinitions = {
      a: { type: 'LONG_ARRAY', expression: "params.getFromForeach('f', 's', 'p')" },
    };
    expect(results(good(evaluateStepParams(definition, stepScope({ foreachValues })))).a).toEqual([0, 5, 0]);
  });

  test('read a param of a subworkflow', () => {
    const subworkflowParam: StepScope['subworkflowParam'] = (outer, inner, param) => ({
      ok: true,
      value: evaluated(`${outer}/${inner}/${param}`),
    });
    expect(results(good(inStep("getFromSubworkflow('o', 'i', 'p')", { subworkflowParam }))).a).toBe('o/i/p');
  });

  test('draw unique ids of 63 bits from what came with the event', () => {
    const env = { ...workflowScope().env, random: () => 0.999_999_999 };
    const definition: ParamDefinitions = { a: { type: 'LONG', expression: 'params.nextUniqueId()' } };
    expect(results(good(evaluateWorkflowParams(definition, workflowScope({ env })))).a).toBe(2n ** 63n - 1n);
    const given = { ...env, nextUniqueId: () => 77 };
    expect(results(good(evaluateWorkflowParams(definition, workflowScope({ env: given })))).a).toBe(77);
  });

  test('refuse a call that does not exist', () => {
    expect(refusal(inWorkflow("nonsense('x')"))).toContain(
      'there is no function params.nonsense with 1 arguments',
    );
    expect(results(good(inWorkflow('getExecutionEnvironment()'))).a).toBe('test');
  });
});
