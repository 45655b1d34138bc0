import type { Parameter, Parameters } from '@rondo/model';
import type { ParamResult } from '../src/params/result.ts';
import type { StepScope, WorkflowScope } from '../src/params/scope.ts';

/** 2026-03-08T10:30:15.250Z: the day on which clocks in the US go forward. */
export const NOW = Date.UTC(2026, 2, 8, 10, 30, 15, 250);

/** A manual run of the workflow `wf` at `NOW`. */
export function workflowScope(rest: Partial<WorkflowScope> = {}): WorkflowScope {
  return {
    env: { now: NOW, random: () => 0.5, randomUuid: () => '00000000-0000-4000-8000-000000000000' },
    instance: {
      workflow_id: 'wf',
      workflow_instance_id: 7,
      workflow_run_id: 2,
      initiator: { type: 'MANUAL', user: 'ann' },
      run_policy: 'START_FRESH_NEW_RUN',
      owner: 'olga',
      execution_environment: 'test',
    },
    ...rest,
  };
}

/** The first attempt of the step `s` in that run. */
export function stepScope(rest: Partial<StepScope> = {}): StepScope {
  return {
    ...workflowScope(),
    workflowParams: {},
    step: {
      step_id: 's',
      step_instance_id: 3,
      step_uuid: 'u-1',
      step_attempt_id: 1,
      step_type_info: 'NoOp',
      error_retries: 0,
    },
    finishedStep: () => undefined,
    ...rest,
  };
}

/** An evaluated STRING param. */
export function evaluated(value: string): Parameter {
  return { type: 'STRING', value, evaluated_result: value, evaluated_time: NOW };
}

/** The value of a result that must be a good one. */
export function good<T>(result: ParamResult<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.error.code}: ${result.error.message}`);
}

/** `CODE: message` of a result that must be a bad one. */
export function refusal(result: ParamResult<unknown>): string {
  if (result.ok) throw new Error(`this should have been refused: ${JSON.stringify(result.value)}`);
  return `${result.error.code}: ${result.error.message}`;
}

/** Only the evaluated results, by name. */
export function results(params: Parameters): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params).map(([name, param]) => [name, param.evaluated_result]));
}
