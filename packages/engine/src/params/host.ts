import type { EvaluatedValue, LongValue, Parameter } from '@rondo/model';
import { type SelData, type SelHost, toJson } from '@rondo/sel';
import { getFromInstance, unknownField } from './instance-field.ts';
import { fail, type ParamResult, unwrap } from './result.ts';
import {
  type ForeachValues,
  isStepScope,
  type SignalValue,
  type StepScope,
  type WorkflowScope,
} from './scope.ts';
import { ownEntry } from './value/record.ts';
import { long, text, typedResult } from './value/typed-value.ts';

type Args = readonly string[];
type HostFunction = (scope: WorkflowScope, args: Args) => SelData;

const UNIQUE_ID_BITS = 63n;

/** The functions of section 11 by name and number of arguments. */
const FUNCTIONS: ReadonlyMap<string, HostFunction> = new Map<string, HostFunction>([
  ['nextUniqueId/0', (scope) => long(nextUniqueId(scope))],
  ['getExecutionEnvironment/0', (scope) => text(scope.instance.execution_environment)],
  ['getFromInstance/1', (scope, [field = '']) => getFromInstance(scope, field)],
  ['getFromStep/1', (scope, [field = '']) => getFromStep(stepScope(scope, 'getFromStep'), field)],
  [
    'getFromStep/2',
    (scope, [step = '', param = '']) => getFromOther(stepScope(scope, 'getFromStep'), step, param),
  ],
  ['getFromSignal/1', (scope, [param = '']) => getFromInitiator(scope, param)],
  ['getFromSignal/2', (scope, [signal = '', param = '']) => getFromSignal(scope, signal, param)],
  [
    'getFromSignalOrDefault/3',
    (scope, [signal = '', param = '', fallback = '']) => {
      const found = scope.signalParam?.(signal, param);
      return found?.ok && isSignal(scope) ? signalData(found.value) : text(fallback);
    },
  ],
  ['getFromSignalDependency/2', (scope, [index = '', param = '']) => getFromDependency(scope, index, param)],
  [
    'getFromForeach/3',
    (scope, [outer = '', inner = '', param = '']) => getFromForeach(scope, outer, inner, param),
  ],
  [
    'getFromSubworkflow/3',
    (scope, [outer = '', inner = '', param = '']) => getFromSubworkflow(scope, outer, inner, param),
  ],
]);

/** One call of a function of section 11; ends with an INTERNAL error where it has no answer. */
export function callHost(scope: WorkflowScope, name: string, args: Args): SelData {
  if (scope.hostCall) return scope.hostCall(name, args);
  const found = FUNCTIONS.get(`${name}/${args.length}`);
  if (!found) return fail('INTERNAL', `there is no function params.${name} with ${args.length} arguments`);
  return found(scope, args);
}

const UTIL_FUNCTIONS: NonNullable<SelHost['functions']> = {
  toJson: (args) => {
    const [value] = args;
    if (args.length !== 1 || value === undefined) {
      return fail('ILLEGAL_ARGUMENT', `Util.toJson takes exactly 1 argument, not ${args.length}`);
    }
    return text(toJson(value));
  },
};

/** The scope as the host of an SEL program. */
export function hostOf(scope: WorkflowScope): SelHost {
  return { call: (name, args) => callHost(scope, name, args), functions: UTIL_FUNCTIONS };
}

function stepScope(scope: WorkflowScope, name: string): StepScope {
  return isStepScope(scope) ? scope : fail('INTERNAL', `params.${name} can only be used in a step`);
}

function nextUniqueId({ env }: WorkflowScope): LongValue {
  if (env.nextUniqueId) return env.nextUniqueId();
  let id = 0n;
  for (let bits = 0n; bits < UNIQUE_ID_BITS; bits += 21n)
    id = (id << 21n) | BigInt(Math.floor(env.random() * 2 ** 21));
  return id === 0n ? 1n : id;
}

function getFromStep({ step }: StepScope, field: string): SelData {
  switch (field) {
    case 'step_id':
      return text(step.step_id);
    case 'step_instance_id':
      return long(step.step_instance_id);
    case 'step_instance_uuid':
      return text(step.step_uuid);
    case 'step_attempt_id':
      return long(step.step_attempt_id);
    case 'step_type_info':
      return text(step.step_type_info);
    case 'MAESTRO_STEP_ERROR_RETRIES':
      return long(step.error_retries);
    default:
      return unknownField('getFromStep', field, true);
  }
}

function getFromOther(scope: StepScope, stepId: string, param: string): SelData {
  const step = scope.finishedStep(stepId);
  if (!step) return fail('INTERNAL', `there is no finished step [${stepId}] to get [${param}] from`);
  if (param === 'MAESTRO_STEP_STATUS') return text(step.status);
  if (param === 'MAESTRO_STEP_END_TIME') {
    return step.end_time === undefined
      ? fail('INTERNAL', `step [${stepId}] has no end time`)
      : long(step.end_time);
  }
  return evaluated(ownEntry(step.params ?? {}, param), `step [${stepId}]`, param);
}

function evaluated(found: Parameter | undefined, where: string, param: string): SelData {
  if (!found) return fail('INTERNAL', `${where} has no param [${param}]`);
  if (found.evaluated_time === undefined)
    return fail('INTERNAL', `param [${param}] of ${where} is not evaluated`);
  return typedResult(found);
}

const isSignal = ({ instance }: WorkflowScope) => instance.initiator.type === 'SIGNAL';

function requireSignal(scope: WorkflowScope, param: string): void {
  if (isSignal(scope)) return;
  const { type } = scope.instance.initiator;
  fail('INTERNAL', `Initiator [${type}] is not a signal trigger and cannot get a param [${param}] from it`);
}

function getFromInitiator(scope: WorkflowScope, param: string): SelData {
  requireSignal(scope, param);
  return evaluated(ownEntry(scope.instance.initiator.params ?? {}, param), 'the signal initiator', param);
}

function getFromSignal(scope: WorkflowScope, signal: string, param: string): SelData {
  requireSignal(scope, param);
  const found = scope.signalParam?.(signal, param);
  return found
    ? signalData(unwrap(found))
    : fail('INTERNAL', `no signal [${signal}] with a param [${param}] is in view`);
}

const signalData = (value: SignalValue): SelData => (typeof value === 'string' ? text(value) : long(value));

function getFromDependency(scope: WorkflowScope, index: string, param: string): SelData {
  const step = stepScope(scope, 'getFromSignalDependency');
  if (!/^\d{1,9}$/.test(index))
    fail('INTERNAL', `the signal dependency [${index}] is not a whole number from 0`);
  const found = step.signalDependencyParam?.(Number(index), param);
  return found ? signalData(unwrap(found)) : fail('INTERNAL', `the step has no signal dependency [${index}]`);
}

const missing = (name: string, step: string): ParamResult<never> => ({
  ok: false,
  error: { code: 'INTERNAL', message: `params.${name} finds nothing for the step [${step}]` },
});

function getFromForeach(scope: WorkflowScope, outer: string, inner: string, param: string): SelData {
  const step = stepScope(scope, 'getFromForeach');
  return foreachArray(
    unwrap(step.foreachValues?.(outer, inner, param) ?? missing('getFromForeach', outer)),
    param,
  );
}

function getFromSubworkflow(scope: WorkflowScope, outer: string, inner: string, param: string): SelData {
  const step = stepScope(scope, 'getFromSubworkflow');
  const found = unwrap(step.subworkflowParam?.(outer, inner, param) ?? missing('getFromSubworkflow', outer));
  return evaluated(found, `step [${inner}] of the subworkflow of [${outer}]`, param);
}

function foreachArray(found: ForeachValues, param: string): SelData {
  const at = (index: number): EvaluatedValue | undefined => found.values.get(index + 1);
  const fill = <T>(value: (index: number) => T): T[] =>
    Array.from({ length: found.total }, (_, index) => value(index));
  switch (found.type) {
    case 'STRING':
      return { type: 'STRING_ARRAY', value: fill((index) => (at(index) ?? null) as string | null) };
    case 'LONG':
      return { type: 'LONG_ARRAY', value: fill((index) => BigInt((at(index) ?? 0) as LongValue)) };
    case 'DOUBLE':
      return { type: 'DOUBLE_ARRAY', value: fill((index) => Number(at(index) ?? 0)) };
    case 'BOOLEAN':
      return { type: 'BOOLEAN_ARRAY', value: fill((index) => at(index) === true) };
    default:
      return fail(
        'INTERNAL',
        `param [${param}] is of type [${found.type}], but getFromForeach reads STRING, LONG, DOUBLE and BOOLEAN only`,
      );
  }
}
