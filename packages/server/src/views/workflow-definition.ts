import {
  type PropertiesSnapshot,
  parseJson,
  type User,
  userName,
  type WorkflowDefinition,
  type WorkflowInstanceStatus,
  type WorkflowSummary,
} from '@rondo/model';
import type { WorkflowRecord } from '../storage/workflow.ts';
import type { WorkflowListRow } from '../storage/workflow-list.ts';
import type { VersionRecord } from '../storage/workflow-version.ts';

/** A version with what is true about it now (spec 2.3). */
export function renderDefinition(workflow: WorkflowRecord, version: VersionRecord): WorkflowDefinition {
  const id = version.metadata.workflow_version_id;
  const is_active = workflow.active_version_id === id;
  return {
    properties_snapshot: workflow.properties,
    metadata: version.metadata,
    workflow: version.workflow,
    is_active,
    ...(is_active && workflow.activate_time !== undefined && { activate_time: workflow.activate_time }),
    ...(is_active && workflow.activated_by !== undefined && { activated_by: workflow.activated_by }),
    is_latest: workflow.latest_version_id === id,
    is_default: defaultVersionId(workflow) === id,
    modify_time: workflow.modify_time,
    internal_id: workflow.internal_id,
  };
}

/** The active version, or the latest while none is active. */
export function defaultVersionId(workflow: WorkflowRecord): number {
  return workflow.active_version_id || workflow.latest_version_id;
}

/** The snapshot with the run strategy that holds when none is set. */
export function withDefaultStrategy(snapshot: PropertiesSnapshot): PropertiesSnapshot {
  if (snapshot.run_strategy) return snapshot;
  return { ...snapshot, run_strategy: { rule: 'SEQUENTIAL', workflow_concurrency: 1 } };
}

/** A line in the list of workflows. */
export function renderSummary(row: WorkflowListRow): WorkflowSummary {
  const owner = row.owner === null ? undefined : userName(parseJson(row.owner) as User);
  return {
    workflow_id: row.workflow_id,
    ...(row.name !== null && { name: row.name }),
    ...(owner !== undefined && { owner }),
    latest_version_id: row.latest_version_id,
    ...(row.active_version_id !== 0 && { active_version_id: row.active_version_id }),
    modify_time: row.modify_time,
    ...latestInstance(row),
  };
}

function latestInstance(row: WorkflowListRow): Pick<WorkflowSummary, 'latest_instance'> {
  const { instance_id, run_id, status, create_time, start_time, end_time } = row;
  if (instance_id === null || run_id === null || create_time === null) return {};
  return {
    latest_instance: {
      workflow_instance_id: instance_id,
      workflow_run_id: run_id,
      status: status as WorkflowInstanceStatus,
      create_time,
      ...(start_time !== null && { start_time }),
      ...(end_time !== null && { end_time }),
    },
  };
}
