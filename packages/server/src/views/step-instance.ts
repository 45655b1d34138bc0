import type { Plan, PlannedStep, RunInstance, StepState } from '@rondo/engine';
import {
  isTerminalStepStatus,
  type Parameter,
  type Parameters,
  type Step,
  type StepInstance,
  type StepTransitionResult,
  stepBody,
  type Timeline,
} from '@rondo/model';
import { stepTransition } from './step-transition.ts';
import { enrichTimeline, statusEvents } from './timeline.ts';

/** A step attempt as the API shows it (spec 4.8). Throws for a step that the plan does not have. */
export function renderStepInstance(
  instance: RunInstance,
  plan: Plan,
  state: StepState,
  enriched: boolean,
): StepInstance {
  const step = plan.steps.get(state.step_id);
  if (!step) {
    throw new Error(`step [${state.step_id}] is not in the definition of [${instance.workflow_id}]`);
  }
  const tags = stepBody(step.step).tags;
  const owner = instance.run_properties.owner;
  const stepRunParams = ownEntry(instance.step_run_params, state.step_id);
  const restartConfig = instance.run_config.restart_config;
  return {
    workflow_id: instance.workflow_id,
    workflow_instance_id: instance.workflow_instance_id,
    workflow_run_id: instance.workflow_run_id,
    step_id: state.step_id,
    step_attempt_id: state.step_attempt_id,
    workflow_uuid: instance.workflow_uuid,
    step_uuid: state.step_uuid,
    correlation_id: instance.correlation_id,
    step_instance_id: state.step_instance_id,
    workflow_version_id: instance.workflow_version_id,
    group_info: instance.group_info,
    ...(owner !== undefined && { owner }),
    definition: normalizedDefinition(step),
    ...(tags && { tags }),
    params: paramsOf(state),
    transition: transitionOf(step, state),
    step_retry: state.retry,
    ...(state.timeout_in_millis !== undefined && { timeout_in_millis: state.timeout_in_millis }),
    runtime_state: { status: state.status, ...state.times },
    ...(state.artifacts && Object.keys(state.artifacts).length > 0 && { artifacts: { ...state.artifacts } }),
    timeline: timelineOf(state, enriched),
    ...(stepRunParams && { step_run_params: stepRunParams }),
    ...(restartConfig && { restart_config: restartConfig }),
  };
}

function ownEntry<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}

function normalizedDefinition(step: PlannedStep): Step {
  const body = stepBody(step.step);
  const normalized = {
    ...body,
    failure_mode: step.failureMode,
    params: body.params ?? {},
    transition: stepTransition(step),
  };
  return { [step.kind]: normalized } as unknown as Step;
}

function paramsOf(state: StepState): Parameters {
  const params = state.params ?? {};
  if (state.satisfied === undefined) return params;
  return { maestro_step_satisfied: evaluated(state.satisfied, state), ...params };
}

/** A BOOLEAN that the engine found out about the attempt. */
function evaluated(value: boolean, state: StepState): Parameter {
  const evaluated_time = state.times.create_time;
  return {
    type: 'BOOLEAN',
    value,
    evaluated_result: value,
    ...(evaluated_time !== undefined && { evaluated_time }),
  };
}

function transitionOf(step: PlannedStep, state: StepState): StepTransitionResult {
  const successors = step.successors.map(([id, condition]): [string, Parameter] => {
    const param: Parameter = { type: 'BOOLEAN', expression: condition };
    const result = ownEntry(state.transition, id);
    if (result === undefined) return [id, param];
    return [id, { ...param, evaluated_result: result, evaluated_time: state.times.end_time }];
  });
  return {
    ...(step.predecessors.length > 0 && { predecessors: [...step.predecessors] }),
    ...(successors.length > 0 && { successors: Object.fromEntries(successors) }),
  };
}

function timelineOf(state: StepState, enriched: boolean): Timeline {
  if (!enriched) return state.timeline;
  const { times } = state;
  return enrichTimeline(
    state.timeline,
    statusEvents([
      ['CREATED', times.create_time],
      ['INITIALIZED', times.initialize_time],
      ['PAUSED', times.pause_time],
      ['WAITING_FOR_SIGNALS', times.wait_signal_time],
      ['EVALUATING_PARAMS', times.evaluate_param_time],
      ['WAITING_FOR_PERMITS', times.wait_permit_time],
      ['STARTING', times.start_time],
      ['RUNNING', times.execute_time],
      ['FINISHING', times.finish_time],
      [state.status, isTerminalStepStatus(state.status) ? times.end_time : undefined],
    ]),
  );
}
