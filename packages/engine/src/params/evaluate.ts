import type { ParamDefinition, ParamDefinitions, Parameter, Parameters } from '@rondo/model';
import { Evaluation } from './evaluation/evaluation.ts';
import { stepResolver, workflowResolver } from './evaluation/resolve.ts';
import { attempt, type ParamResult } from './result.ts';
import type { StepScope, WorkflowScope } from './scope.ts';
import { requireSize } from './size.ts';

/** A step's scope together with the step's own params. */
export type OwnStepScope = StepScope & { readonly params: Parameters };

/** All workflow params with their results, in the order of their definitions; those already evaluated stay (17.2). */
export function evaluateWorkflowParams(
  definitions: ParamDefinitions,
  scope: WorkflowScope,
): ParamResult<Parameters> {
  return attempt(() => {
    const params = new Evaluation(definitions, scope, workflowResolver(scope)).all();
    requireSize(params, `workflow [${scope.instance.workflow_id}]`);
    return params;
  });
}

/** All params of a step with their results, in the order of their definitions; those already evaluated stay (17.3). */
export function evaluateStepParams(definitions: ParamDefinitions, scope: StepScope): ParamResult<Parameters> {
  return attempt(() => {
    const params = new Evaluation(definitions, scope, stepResolver(scope)).all();
    requireSize(params, `step [${scope.step.step_id}]`);
    return params;
  });
}

/** One more definition evaluated in the scope of a step: a condition, a signal output, a state expression. */
export function evaluateInStep(
  name: string,
  definition: ParamDefinition,
  scope: OwnStepScope,
): ParamResult<Parameter> {
  return attempt(() => new Evaluation(scope.params, scope, stepResolver(scope)).alone(name, definition));
}

/** Whether a transition or while condition holds, in the scope of the step with its own `params` (20.1). */
export function evaluateCondition(expression: string, scope: OwnStepScope): ParamResult<boolean> {
  // Almost every transition has the condition `true`.
  if (expression === 'true') return { ok: true, value: true };
  const result = evaluateInStep('condition', { type: 'BOOLEAN', expression }, scope);
  return result.ok ? { ok: true, value: result.value.evaluated_result as boolean } : result;
}
