import type { EvaluatedValue, LongValue, ParamDefinition, Parameter, Parameters, User } from '@rondo/model';
import type { SelData, SelEnvironment, SelLimits } from '@rondo/sel';
import type { ParamResult } from './result.ts';

/** What stands between a step id and a param name in a reference. */
export const STEP_PARAM_SEPARATOR = '__';

/** The time, the randomness and the ids an evaluation may use; they come in with the event. */
export interface ParamEnvironment extends SelEnvironment {
  /** A positive id that no other call gets. Without it `params.nextUniqueId()` draws 63 random bits. */
  nextUniqueId?(): number | bigint;
}

/** How the run was started, as far as expressions can ask. */
interface InitiatorFacts {
  readonly type: string;
  readonly user?: User | undefined;
  readonly timezone?: string | null | undefined;
  readonly params?: Parameters | undefined;
}

/** The instance whose params are evaluated. The ids are unset while workflow params are evaluated. */
export interface InstanceFacts {
  readonly workflow_id: string;
  readonly workflow_instance_id?: LongValue | undefined;
  readonly workflow_run_id?: LongValue | undefined;
  readonly initiator: InitiatorFacts;
  readonly run_policy: string;
  readonly owner: string;
  /** The run param `owner` that a parent handed down; a literal one wins over `owner`. */
  readonly owner_param?: ParamDefinition | undefined;
  readonly first_time_trigger_timezone?: string | null | undefined;
  readonly execution_environment: string;
}

/** A param of a matched signal. */
export type SignalValue = string | LongValue;

/** What workflow params are evaluated with (17.2). */
export interface WorkflowScope {
  readonly env: ParamEnvironment;
  readonly instance: InstanceFacts;
  /** Step-param separator, `__` unless configured. */
  readonly separator?: string | undefined;
  /** Limits of one expression; a smaller budget than the default makes `over_budget` errors. */
  readonly limits?: SelLimits | undefined;
  /** A param of the signal instance that matched `signal` in the trigger of this run. */
  signalParam?(signal: string, param: string): ParamResult<SignalValue>;
  /** Replaces all functions of section 11: for dry runs and recorded facts. Throws to refuse a call. */
  hostCall?(name: string, args: readonly string[]): SelData;
}

/** The step attempt whose params are evaluated. */
interface StepFacts {
  readonly step_id: string;
  readonly step_instance_id: LongValue;
  readonly step_uuid: string;
  readonly step_attempt_id: LongValue;
  /** The sub type where set, else the name of the step type. */
  readonly step_type_info: string;
  readonly error_retries: LongValue;
}

/** A step of the same instance that is done, by its last attempt. */
interface FinishedStep {
  readonly status: string;
  /** Epoch ms. */
  readonly end_time?: number | undefined;
  readonly params?: Parameters | undefined;
}

/** One param of an inner step over all iterations of a foreach; an iteration that has no value is absent. */
export interface ForeachValues {
  readonly type: string;
  readonly total: number;
  /** 1-based iteration -> value of the newest attempt of the newest run. */
  readonly values: ReadonlyMap<number, EvaluatedValue>;
}

/** What step params, transition conditions and while conditions are evaluated with (17.3). */
export interface StepScope extends WorkflowScope {
  /** The evaluated workflow params of the run. */
  readonly workflowParams: Parameters;
  readonly step: StepFacts;
  finishedStep(stepId: string): FinishedStep | undefined;
  /** A param of the signal that matched the step's dependency with this 0-based index. */
  signalDependencyParam?(index: number, param: string): ParamResult<SignalValue>;
  foreachValues?(foreachStepId: string, stepId: string, param: string): ParamResult<ForeachValues>;
  /** A param of an inner step in the newest run of a launched subworkflow instance. */
  subworkflowParam?(subworkflowStepId: string, stepId: string, param: string): ParamResult<Parameter>;
}

/** Whether step facts are in view. */
export function isStepScope(scope: WorkflowScope): scope is StepScope {
  return 'step' in scope;
}
