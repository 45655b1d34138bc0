import { isTerminalStepStatus, type ParamDefinitions, type Parameters, stepBody } from '@rondo/model';
import type { PlannedStep } from '../graph/plan.ts';
import { assembleStepParams } from '../params/assemble.ts';
import { evaluateCondition, evaluateStepParams } from '../params/evaluate.ts';
import type { ParamResult } from '../params/result.ts';
import type { StepScope } from '../params/scope.ts';
import type { RunDraft } from '../workflow/draft.ts';
import { instanceFacts, paramEnvironment } from '../workflow/facts.ts';
import type { StepState } from './state.ts';

/** Types whose steps get the folder that the run's steps share, as the param `work_dir`. */
const WITH_WORK_DIR: ReadonlySet<string> = new Set(['Shell', 'Sql']);

/** All params of an attempt: assembled from defaults, definition and run params, then evaluated (spec 17.3, 19.2). */
export function evaluateParamsOf(
  draft: RunDraft,
  planned: PlannedStep,
  step: StepState,
): ParamResult<Parameters> {
  const { instance } = draft.run;
  const assembled = assembleStepParams({
    type: planned.type,
    definition: stepBody(planned.step).params ?? {},
    injected: injectedParams(draft, planned),
    runParams: instance.step_run_params?.[planned.id],
  });
  if (!assembled.ok) return assembled;
  return noted(draft, evaluateStepParams(assembled.value, stepScope(draft, planned, step)));
}

/** What each successor's condition comes to after a complete attempt, by step id (spec 20.1). */
export function evaluateConditions(
  draft: RunDraft,
  planned: PlannedStep,
  step: StepState,
): ParamResult<Readonly<Record<string, boolean>>> {
  const transition: Record<string, boolean> = {};
  let params = step.params;
  for (const [id, condition] of planned.successors) {
    if (condition.trim() === 'true') {
      transition[id] = true;
      continue;
    }
    if (!params) {
      const evaluated = evaluateParamsOf(draft, planned, step);
      if (!evaluated.ok) return evaluated;
      params = evaluated.value;
    }
    const outcome = noted(
      draft,
      evaluateCondition(condition, { ...stepScope(draft, planned, step), params }),
    );
    if (!outcome.ok) {
      const message = `the condition of the transition to [${id}]: ${outcome.error.message}`;
      return { ok: false, error: { ...outcome.error, message } };
    }
    transition[id] = outcome.value;
  }
  return { ok: true, value: transition };
}

/** Remembers that a larger budget might have let the evaluation finish. */
function noted<T>(draft: RunDraft, result: ParamResult<T>): ParamResult<T> {
  if (!result.ok && result.error.over_budget) draft.isOverBudget = true;
  return result;
}

function injectedParams(draft: RunDraft, planned: PlannedStep): ParamDefinitions {
  if (!WITH_WORK_DIR.has(planned.type)) return {};
  const { workflow_id: id, workflow_instance_id: instance, workflow_run_id: run } = draft.run.instance;
  const folder = draft.env.workDir(id, instance, run).replaceAll('$', '$$$$');
  return { work_dir: { type: 'STRING', value: folder, mode: 'CONSTANT' } };
}

function stepScope(draft: RunDraft, planned: PlannedStep, step: StepState): StepScope {
  const body = stepBody(planned.step);
  const subType = 'sub_type' in body ? body.sub_type : undefined;
  return {
    env: paramEnvironment(draft.env),
    limits: draft.env.limits,
    instance: instanceFacts(draft.run.instance, draft.env),
    workflowParams: draft.run.instance.params,
    step: {
      step_id: step.step_id,
      step_instance_id: step.step_instance_id,
      step_uuid: step.step_uuid,
      step_attempt_id: step.step_attempt_id,
      step_type_info: subType ?? planned.type,
      error_retries: step.retry.error_retries,
    },
    finishedStep(id) {
      const other = draft.step(id);
      if (!other || !isTerminalStepStatus(other.status)) return undefined;
      return { status: other.status, end_time: other.times.end_time, params: other.params };
    },
  };
}
