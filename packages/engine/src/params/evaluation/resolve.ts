import type { Parameter } from '@rondo/model';
import { type SelData, suggestion } from '@rondo/sel';
import { callHost } from '../host.ts';
import { fail, ParamFailure } from '../result.ts';
import { STEP_PARAM_SEPARATOR, type StepScope, type WorkflowScope } from '../scope.ts';
import { ownEntry } from '../value/record.ts';
import { typedResult } from '../value/typed-value.ts';
import type { Evaluation, Resolution, Resolve } from './evaluation.ts';

/** What names mean among workflow params: another workflow param, or `signal__param` (17.2). */
export function workflowResolver(scope: WorkflowScope): Resolve {
  const separator = scope.separator ?? STEP_PARAM_SEPARATOR;
  return (name, evaluation, inExpression) => {
    if (inExpression && name === 'params') return undefined;
    if (evaluation.has(name)) return evaluation.known(name) ?? name;
    const at = name.indexOf(separator);
    if (at < 0) {
      const near = suggestion(name, evaluation.names);
      return fail(
        'VALIDATION',
        `[${name}] is not a param of workflow [${scope.instance.workflow_id}]${near}`,
      );
    }
    return signalReference(name, name.slice(0, at), name.slice(at + separator.length), scope);
  };
}

/** What names mean among step params; the first match of 17.3 wins. */
export function stepResolver(scope: StepScope): Resolve {
  const separator = scope.separator ?? STEP_PARAM_SEPARATOR;
  return (name, evaluation, inExpression) => {
    const at = name.indexOf(separator);
    if (at >= 0)
      return stepReference(name, splitAt(name, at, separator, scope), separator, evaluation, scope);
    if (name === 'params') return undefined;
    const own = evaluation.known(name);
    if (own) return own;
    const shared = ownEntry(scope.workflowParams, name);
    if (shared) return requireEvaluated(shared, name, `workflow [${scope.instance.workflow_id}]`);
    if (evaluation.has(name)) return name;
    const near = suggestion(name, [...evaluation.names, ...Object.keys(scope.workflowParams)]);
    // The usual reason in a script, where a variable of the shell was meant.
    const hint = inExpression || near !== '' ? '' : `; write $$${name} for a dollar sign that stays`;
    return fail(
      'INTERNAL',
      `[${name}] is neither a param of step [${scope.step.step_id}] nor of its workflow${near}${hint}`,
    );
  };
}

function stepReference(
  name: string,
  at: number,
  separator: string,
  evaluation: Evaluation,
  scope: StepScope,
): Resolution {
  const stepId = name.slice(0, at);
  const param = name.slice(at + separator.length);
  if (stepId === scope.step.step_id) {
    if (evaluation.has(param)) return evaluation.known(param) ?? param;
    return fail('ILLEGAL_ARGUMENT', `[${name}]: step [${stepId}] has no param [${param}]`);
  }
  const step = scope.finishedStep(stepId);
  if (!step) return signalReference(name, stepId, param, scope);
  const found = ownEntry(step.params ?? {}, param);
  if (!found)
    return fail('ILLEGAL_ARGUMENT', `[${name}]: the finished step [${stepId}] has no param [${param}]`);
  return requireEvaluated(found, param, `step [${stepId}]`);
}

/** Where the step id ends: three or four underscores leave two choices, of which exactly one must be a step (17.5). */
function splitAt(name: string, first: number, separator: string, scope: StepScope): number {
  if (!name.startsWith(separator, first + 1)) return first;
  const isStep = (id: string) => id === scope.step.step_id || scope.finishedStep(id) !== undefined;
  const [short, long] = [name.slice(0, first), name.slice(0, first + 1)];
  const [isShort, isLong] = [isStep(short), isStep(long)];
  if (isShort === isLong) {
    const reason = isShort ? 'both are steps' : 'neither is a finished step';
    fail('INTERNAL', `The reference [${name}] could mean the step [${short}] or [${long}]: ${reason}`);
  }
  return isShort ? first : first + 1;
}

/** The signal param that a reference stands for when it names no step. */
function signalReference(name: string, signal: string, param: string, scope: WorkflowScope): SelData {
  try {
    return callHost(scope, 'getFromSignal', [signal, param]);
  } catch (error) {
    const reason = error instanceof ParamFailure ? error.message : String(error);
    return fail(
      'INVALID_EXPRESSION',
      `The reference [${name}] leads to no step and to no signal param: ${reason}`,
    );
  }
}

function requireEvaluated(param: Parameter, name: string, where: string): SelData {
  if (param.evaluated_time !== undefined) return typedResult(param);
  return fail('ILLEGAL_ARGUMENT', `param [${name}] of ${where} is not evaluated`);
}
