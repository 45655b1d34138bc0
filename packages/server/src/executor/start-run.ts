import {
  type Creation,
  createRun,
  type Environment,
  type RunRequest,
  type RunState,
  startEvent,
} from '@rondo/engine';
import {
  DEFAULT_RUN_STRATEGY,
  groupIdOf,
  type Initiator,
  RondoError,
  type RunProperties,
  type StartStatus,
  type TimelineEvent,
  type User,
  type WorkflowStartRequest,
  type WorkflowStartResponse,
} from '@rondo/model';
import type { Pool } from '../postgres/client.ts';
import { existsRun } from '../storage/run-loader.ts';
import type { WorkflowFacts } from '../storage/workflow-facts.ts';
import type { DecisionPool } from './decision-pool.ts';
import type { Definitions } from './definitions.ts';
import type { Environments } from './environment.ts';
import type { Mailbox } from './mailbox.ts';
import type { Ownership } from './ownership.ts';
import { prepareWithinBudget } from './prepare.ts';
import { RunCell } from './run-cell.ts';
import type { RunKeys } from './run-keys.ts';
import type { WorkflowHead } from './workflow-head.ts';
import type { WorkflowHeads } from './workflow-heads.ts';

/** Groups that new runs are spread over (spec 4.6, `group_info`). */
export const GROUP_COUNT = 3;

export interface StartOptions {
  readonly pool: Pool;
  readonly environment: Environments;
  readonly decisions: DecisionPool;
  readonly definitions: Definitions;
  readonly heads: WorkflowHeads;
  readonly keys: RunKeys;
  readonly ownership: Ownership;
  readonly mailbox: Mailbox;
}

/** One request to start an instance of a concrete version. */
export interface StartRun {
  readonly workflowId: string;
  readonly versionId: number;
  readonly request: WorkflowStartRequest;
  readonly user: User;
}

/**
 * Starts an instance (spec 6.1); resolves once it is committed. Requests with one id take turns: the next begins when it
 * is known what became of the one before.
 */
export async function startRun(options: StartOptions, start: StartRun): Promise<WorkflowStartResponse> {
  const head = await options.heads.get(start.workflowId);
  // A UUID is the same in any case; the database writes it in lower case.
  const uuid = start.request.request_id?.toLowerCase();
  if (uuid === undefined) return create(options, start, head, options.environment.budgeted().randomUuid());
  for (let earlier = head.starting.get(uuid); earlier; earlier = head.starting.get(uuid)) {
    if (await earlier) return duplicated(options, start, uuid);
  }
  const starting = existsRun(options.pool, start.workflowId, uuid).then((isKnown) =>
    isKnown ? duplicated(options, start, uuid) : create(options, start, head, uuid),
  );
  head.starting.set(
    uuid,
    starting.then(
      () => true,
      () => false,
    ),
  );
  try {
    return await starting;
  } finally {
    head.starting.delete(uuid);
  }
}

async function create(
  options: StartOptions,
  start: StartRun,
  head: WorkflowHead,
  uuid: string,
): Promise<WorkflowStartResponse> {
  const facts = await options.definitions.facts(start.workflowId);
  head.strategy = facts.properties.run_strategy ?? DEFAULT_RUN_STRATEGY;
  const plan = await options.definitions.plan({
    workflow_id: start.workflowId,
    internal_id: facts.internal_id,
    workflow_version_id: start.versionId,
  });
  const environment = options.environment.budgeted();
  const request = runRequest(start, uuid, facts, environment);
  const creation = await prepareWithinBudget(options, plan, request);
  if (!creation.ok && !start.request.persist_failed_run) {
    throw new RondoError(
      'BAD_REQUEST',
      `Cannot start workflow [${start.workflowId}]: ${creation.error.message}`,
      { errors: [creation.error.message] },
    );
  }
  const runKey = await options.keys.take();
  // Nothing waits from here to the mailbox: numbers are given in the order in which runs are committed.
  const state = createState(creation, request, head.nextInstanceId(), environment.now);
  const { workflow_instance_id: instanceId } = state.instance;
  const group = options.ownership.claim(groupIdOf(start.workflowId, instanceId, 1, GROUP_COUNT));
  const cell = new RunCell({ runKey, group, plan, state, revision: 0, isNew: true });
  const committed = new Promise<void>((resolve, reject) => {
    options.mailbox.request(cell, (error) => (error === undefined ? resolve() : reject(error)));
  });
  if (creation.ok) {
    head.cells.set(instanceId, cell);
    options.heads.decide(head, { type: 'StartRequested', instance_id: instanceId });
  }
  await committed;
  const status =
    cell.state.status === 'STOPPED' && cell.state.start_time === undefined ? 'STOPPED' : 'CREATED';
  return response(start, uuid, status, state, startEvent(state.instance));
}

function duplicated(options: StartOptions, start: StartRun, uuid: string): WorkflowStartResponse {
  return response(start, uuid, 'DUPLICATED', undefined, {
    timestamp: options.environment.budgeted().now,
    type: 'LOG',
    level: 'INFO',
    message: `Duplicated request: a workflow instance with uuid [${uuid}] was started before`,
  });
}

function runRequest(
  { workflowId, versionId, request, user }: StartRun,
  uuid: string,
  facts: WorkflowFacts,
  environment: Environment,
): RunRequest {
  const initiator: Initiator =
    request.initiator.type === 'MANUAL' ? { ...request.initiator, user, depth: 0 } : request.initiator;
  return {
    workflow_id: workflowId,
    workflow_version_id: versionId,
    workflow_uuid: uuid,
    internal_id: facts.internal_id,
    group_info: GROUP_COUNT,
    initiator,
    run_config: {
      policy: 'START_FRESH_NEW_RUN',
      ...(request.runtime_tags && request.runtime_tags.length > 0 && { runtime_tags: request.runtime_tags }),
    },
    run_params: request.run_params ?? {},
    run_properties: runProperties(facts),
    request_time: request.request_time ?? environment.now,
    ...(request.artifacts && { artifacts: request.artifacts }),
  };
}

function runProperties({ properties }: WorkflowFacts): RunProperties {
  const { owner, alerting, step_concurrency, tags, create_time } = properties;
  return {
    create_time,
    owner: typeof owner === 'string' ? owner : (owner?.name ?? ''),
    ...(alerting && { alerting }),
    ...(step_concurrency !== undefined && { step_concurrency }),
    ...(tags && tags.length > 0 && { tags }),
  };
}

function createState(creation: Creation, request: RunRequest, instanceId: number, now: number): RunState {
  if (creation.ok) return createRun(creation.run, instanceId, 1);
  const created = createRun({ ...request, params: {}, create_time: now }, instanceId, 1);
  const details: TimelineEvent = {
    timestamp: now,
    type: 'DETAILS',
    status: 'BAD_REQUEST',
    message: 'Failed to initiate workflow params and properties',
    errors: [creation.error.message],
    retryable: false,
  };
  return { ...created, status: 'FAILED', end_time: now, timeline: [...created.timeline, details] };
}

function response(
  start: StartRun,
  uuid: string,
  status: StartStatus,
  state: RunState | undefined,
  event: TimelineEvent,
): WorkflowStartResponse {
  return {
    workflow_id: start.workflowId,
    workflow_version_id: start.versionId,
    workflow_instance_id: state?.instance.workflow_instance_id ?? 0,
    workflow_run_id: state?.instance.workflow_run_id ?? 0,
    workflow_uuid: uuid,
    status,
    timeline_event: event,
  };
}
