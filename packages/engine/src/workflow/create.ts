import type {
  Artifact,
  Initiator,
  ParamDefinitions,
  RunConfig,
  RunProperties,
  TimelineEvent,
  User,
} from '@rondo/model';
import type { Environment } from '../environment.ts';
import type { Plan } from '../graph/plan.ts';
import { assembleWorkflowParams } from '../params/assemble.ts';
import { evaluateWorkflowParams } from '../params/evaluate.ts';
import type { ParamError } from '../params/result.ts';
import { resolveTimeout } from '../step/settings.ts';
import { instanceFacts, paramEnvironment } from './facts.ts';
import type { RunInstance, RunState } from './state.ts';

/** A request to start an instance, as far as its params decide about it. */
export interface RunRequest {
  readonly workflow_id: string;
  readonly workflow_version_id: number;
  readonly workflow_uuid: string;
  readonly internal_id: number;
  readonly group_info: number;
  readonly initiator: Initiator;
  readonly run_config: RunConfig;
  readonly run_params: ParamDefinitions;
  readonly run_properties: RunProperties;
  readonly request_time: number;
  /** Artifacts that came with the request. */
  readonly artifacts?: Readonly<Record<string, Artifact>>;
}

/** An instance that has everything but its number. */
export type UnnumberedRun = Omit<RunInstance, 'workflow_instance_id' | 'workflow_run_id' | 'correlation_id'>;

export type Creation =
  | { readonly ok: true; readonly run: UnnumberedRun }
  | { readonly ok: false; readonly error: ParamError };

/** Evaluates what has to be known before an instance exists: its workflow params and its timeout (spec 6.1). */
export function prepareRun(plan: Plan, request: RunRequest, env: Environment): Creation {
  const assembled = assembleWorkflowParams({
    definition: plan.workflow.params ?? {},
    runParams: request.run_params,
    runParamsSource: 'LAUNCH',
  });
  if (!assembled.ok) return assembled;
  const params = evaluateWorkflowParams(assembled.value, {
    env: paramEnvironment(env),
    limits: env.limits,
    instance: instanceFacts(request, env),
  });
  if (!params.ok) return params;
  const timeout = resolveTimeout(plan.workflow.timeout, params.value);
  if (!timeout.ok) return { ok: false, error: { code: 'VALIDATION', message: timeout.message } };
  const base = { ...request, params: params.value, create_time: env.now };
  return { ok: true, run: timeout.ms === undefined ? base : { ...base, timeout_in_millis: timeout.ms } };
}

/** A run that was given its numbers: stored, and not launched yet. */
export function createRun(run: UnnumberedRun, instanceId: number, runId: number): RunState {
  const correlation = run.run_config.correlation_id ?? `${run.workflow_id}:${instanceId}:${runId}`;
  const instance: RunInstance = {
    ...run,
    workflow_instance_id: instanceId,
    workflow_run_id: runId,
    correlation_id: correlation,
  };
  return { instance, status: 'CREATED', timeline: [startEvent(run)], steps: new Map(), active: 0 };
}

/** The first timeline event of an instance: who or what started it. */
export function startEvent(run: Pick<RunInstance, 'initiator' | 'create_time'>): TimelineEvent {
  return {
    timestamp: run.create_time,
    type: 'LOG',
    level: 'INFO',
    message: startMessage(run.initiator),
  };
}

function startMessage(initiator: Initiator): string {
  switch (initiator.type) {
    case 'MANUAL':
      return `Manually run a new workflow instance by a user [${userName(initiator.user)}]`;
    case 'TIME':
    case 'SIGNAL':
      return `${initiator.type}-based trigger runs a new workflow instance by trigger uuid [${initiator.trigger_uuid}]`;
    default: {
      const parent = initiator.ancestors.at(-1);
      const path = parent
        ? `[${parent.workflow_id}][${parent.instance_id}][${parent.run_id}][${parent.step_id}][${parent.step_attempt_id}]`
        : '';
      return `${initiator.type} step (${path}) runs a new workflow instance`;
    }
  }
}

function userName(user: User | undefined): string {
  return typeof user === 'object' ? user.name : (user ?? '');
}
