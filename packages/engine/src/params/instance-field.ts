import { type LongValue, userName } from '@rondo/model';
import type { SelData } from '@rondo/sel';
import { fail } from './result.ts';
import { isStepScope, type WorkflowScope } from './scope.ts';
import { long, text } from './value/typed-value.ts';

/** The answer of `params.getFromInstance(field)`; some fields are there for workflow params only (section 11). */
export function getFromInstance(scope: WorkflowScope, field: string): SelData {
  const { instance } = scope;
  const isStep = isStepScope(scope);
  switch (field) {
    case 'INITIATOR_TIMEZONE':
      return text(instance.initiator.timezone ?? '');
    case 'INITIATOR_TYPE':
      return text(instance.initiator.type);
    case 'INITIATOR_RUNNER_NAME':
      return text(runnerName(scope));
    case 'RUN_POLICY':
      return text(instance.run_policy);
    case 'workflow_id':
      return text(instance.workflow_id);
    case 'workflow_instance_id':
      return instanceNumber(isStep ? instance.workflow_instance_id : undefined);
    case 'workflow_run_id':
      return instanceNumber(isStep ? instance.workflow_run_id : undefined);
    case 'owner':
      return isStep ? unknownField('getFromInstance', field, true) : text(ownerOf(scope));
    case 'FIRST_TIME_TRIGGER_TIMEZONE':
      return isStep
        ? unknownField('getFromInstance', field, true)
        : text(instance.first_time_trigger_timezone ?? '');
    default:
      return unknownField('getFromInstance', field, isStep);
  }
}

const instanceNumber = (value: LongValue | undefined): SelData =>
  value === undefined ? text('') : long(value);

/** Ends with the error for a field that the function `name` does not have here. */
export function unknownField(name: string, field: string, inStep: boolean): never {
  return fail(
    'INTERNAL',
    `params.${name} has no field [${field}] ${inStep ? 'in a step' : 'for workflow params'}`,
  );
}

function runnerName({ instance }: WorkflowScope): string {
  const { type, user } = instance.initiator;
  if (type !== 'MANUAL' || user === undefined) {
    return fail('INTERNAL', `the initiator [${type}] has no runner name: only manual runs have one`);
  }
  return userName(user);
}

const USER_STARTED = new Set(['MANUAL', 'TIME', 'SIGNAL']);

/** The owner param that a parent handed down, else the owner of the run (section 11). */
function ownerOf({ instance }: WorkflowScope): string {
  const given = instance.owner_param;
  if (given === undefined) return instance.owner;
  if (USER_STARTED.has(instance.initiator.type)) {
    return fail(
      'INTERNAL',
      `the run param [owner] cannot be set for a run of the type [${instance.initiator.type}]`,
    );
  }
  if (given.value === undefined)
    return fail('INTERNAL', 'the run param [owner] must be a literal, not an expression');
  return String(given.value);
}
