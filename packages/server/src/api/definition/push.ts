import {
  type Metadata,
  type PropertiesSnapshot,
  type Step,
  stepBody,
  stepKind,
  type User,
  type Workflow,
  type WorkflowCreateRequest,
  type WorkflowDefinition,
} from '@rondo/model';
import { type Queryable, transaction } from '../../postgres/client.ts';
import {
  insertWorkflow,
  lockWorkflow,
  type NewWorkflow,
  saveWorkflow,
  type WorkflowRecord,
} from '../../storage/workflow.ts';
import { insertPropertiesSnapshot } from '../../storage/workflow-properties.ts';
import { insertTimelineEvent } from '../../storage/workflow-timeline.ts';
import { insertVersion, type VersionRecord } from '../../storage/workflow-version.ts';
import { renderDefinition } from '../../views/workflow-definition.ts';
import type { DefinitionTools } from './definition-tools.ts';
import { dryRun } from './dry-run.ts';
import { firstProperties, newRunStrategy, pushProperties } from './properties.ts';
import { checkStrategyChange } from './strategy-guard.ts';
import { refuseUnsupported } from './unsupported.ts';
import { workflowNotFound } from './version.ts';

/** Throws BAD_REQUEST when a push of the request would be refused for what it says; stores nothing. */
export async function checkDefinition(
  tools: DefinitionTools,
  request: WorkflowCreateRequest,
  author: User,
): Promise<void> {
  refuseUnsupported(request);
  await dryRun(tools.executor, request, author, tools.environment().now);
}

/** Stores a new version, and makes it the active one unless the request says otherwise (spec 3.1). */
export async function pushWorkflow(
  tools: DefinitionTools,
  request: WorkflowCreateRequest,
  author: User,
): Promise<WorkflowDefinition> {
  await checkDefinition(tools, request, author);
  const now = tools.environment().now;
  const stored = await transaction(tools.pool, async (tx) => {
    const push: Push = { request, author, now };
    const current = await lockWorkflow(tx, request.workflow.id);
    return current ? storeNext(tx, current, push) : storeFirst(tx, push);
  });
  await tools.executor.workflowChanged(request.workflow.id);
  return renderDefinition(stored.workflow, stored.version);
}

interface Push {
  readonly request: WorkflowCreateRequest;
  readonly author: User;
  readonly now: number;
}

interface Stored {
  readonly workflow: WorkflowRecord;
  readonly version: VersionRecord;
}

async function storeFirst(tx: Queryable, push: Push): Promise<Stored> {
  const { request, author, now } = push;
  const workflowId = request.workflow.id;
  const properties = firstProperties(request.properties, { workflow_id: workflowId, author, now });
  const workflow = await insertWorkflow(tx, withVersion(push, 1, properties));
  if (workflow) return finish(tx, workflow, push, properties);
  // Somebody else pushed the first version a moment ago.
  const current = await lockWorkflow(tx, workflowId);
  if (!current) throw workflowNotFound(workflowId);
  return storeNext(tx, current, push);
}

async function storeNext(tx: Queryable, current: WorkflowRecord, push: Push): Promise<Stored> {
  const { request, author, now } = push;
  const change = { workflow_id: current.workflow_id, author, now };
  const strategy = newRunStrategy(current.properties, request.properties?.run_strategy);
  if (strategy) await checkStrategyChange(tx, current.workflow_id, strategy);
  const properties = request.properties && pushProperties(current.properties, request.properties, change);
  const next = withVersion(push, current.latest_version_id + 1, properties ?? current.properties, current);
  await saveWorkflow(tx, next);
  return finish(tx, { ...next, internal_id: current.internal_id }, push, properties);
}

function withVersion(
  { request, author, now }: Push,
  versionId: number,
  properties: PropertiesSnapshot,
  current?: WorkflowRecord,
): NewWorkflow {
  const { name } = request.workflow;
  const active = request.is_active
    ? { active_version_id: versionId, activate_time: now, activated_by: author }
    : {
        active_version_id: current?.active_version_id ?? 0,
        ...(current?.activate_time !== undefined && { activate_time: current.activate_time }),
        ...(current?.activated_by !== undefined && { activated_by: current.activated_by }),
      };
  return {
    workflow_id: request.workflow.id,
    latest_version_id: versionId,
    properties,
    modify_time: now,
    ...active,
    ...(name !== undefined && { name }),
  };
}

async function finish(
  tx: Queryable,
  workflow: WorkflowRecord,
  { request, author, now }: Push,
  changed: PropertiesSnapshot | undefined,
): Promise<Stored> {
  const metadata: Metadata = {
    ...metadataExtras(request),
    workflow_id: workflow.workflow_id,
    workflow_version_id: workflow.latest_version_id,
    create_time: now,
    version_author: author,
    ...(request.git_info && { git_info: request.git_info }),
  };
  const version = { metadata, workflow: withCompactTransitions(request.workflow) };
  await insertVersion(tx, version);
  if (changed) await insertPropertiesSnapshot(tx, changed, request.properties ?? {});
  await insertTimelineEvent(tx, workflow.workflow_id, {
    author,
    log: `Created a new workflow version [${workflow.latest_version_id}] for workflow id [${workflow.workflow_id}]`,
    timestamp: now,
  });
  return { workflow, version };
}

/** The keys of the request that have no meaning of their own. */
function metadataExtras(request: WorkflowCreateRequest): Record<string, unknown> {
  const { properties: _p, workflow: _w, is_active: _a, git_info: _g, ...extras } = request;
  return extras;
}

/** Empty parts of a transition are not kept: a leaf's is `{}` (spec 0.1). */
function withCompactTransitions(workflow: Workflow): Workflow {
  const steps = workflow.steps.map((step) => {
    const { transition } = stepBody(step);
    if (!transition) return step;
    const { predecessors, successors } = transition;
    const compact = {
      ...(predecessors && predecessors.length > 0 && { predecessors }),
      ...(successors && Object.keys(successors).length > 0 && { successors }),
    };
    return { [stepKind(step)]: { ...stepBody(step), transition: compact } } as unknown as Step;
  });
  return { ...workflow, steps };
}
