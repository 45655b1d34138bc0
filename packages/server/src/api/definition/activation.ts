import { type User, userName, type WorkflowActionResponse } from '@rondo/model';
import { transaction } from '../../postgres/client.ts';
import { lockWorkflow, saveWorkflow } from '../../storage/workflow.ts';
import { insertTimelineEvent } from '../../storage/workflow-timeline.ts';
import type { DefinitionTools } from './definition-tools.ts';
import { resolveVersion, type VersionName, workflowNotFound } from './version.ts';

/** Makes a version the active one. For the version that is active already it answers version id 0 (spec 1.2). */
export async function activateVersion(
  tools: DefinitionTools,
  workflowId: string,
  version: VersionName,
  author: User,
): Promise<WorkflowActionResponse> {
  const { now } = tools.environment();
  const done = await transaction(tools.pool, async (tx) => {
    const current = await lockWorkflow(tx, workflowId);
    if (!current) throw workflowNotFound(workflowId);
    const id = resolveVersion(current, version);
    const isNew = id !== current.active_version_id;
    const who = `Caller [${userName(author)}]`;
    const log = isNew
      ? `${who} activates workflow version [${workflowId}][${id}], previous active version is [${current.active_version_id}]`
      : `${who} do nothing as workflow version [${workflowId}][${id}] is already active`;
    if (isNew) {
      const activation = { active_version_id: id, activate_time: now, activated_by: author };
      await saveWorkflow(tx, { ...current, ...activation, modify_time: now });
    }
    await insertTimelineEvent(tx, workflowId, { author, log, timestamp: now });
    return { isNew, id, log };
  });
  if (done.isNew) await tools.executor.workflowChanged(workflowId);
  return {
    workflow_id: workflowId,
    workflow_version_id: done.isNew ? done.id : 0,
    timeline_event: { timestamp: now, type: 'ACTION', action: 'ACTIVATE', author, message: done.log },
  };
}

/** Leaves the workflow without an active version; what runs or waits goes on. */
export async function deactivateWorkflow(
  tools: DefinitionTools,
  workflowId: string,
  author: User,
): Promise<WorkflowActionResponse> {
  const { now } = tools.environment();
  const done = await transaction(tools.pool, async (tx) => {
    const current = await lockWorkflow(tx, workflowId);
    if (!current) throw workflowNotFound(workflowId);
    const last = current.active_version_id;
    const who = `Caller [${userName(author)}]`;
    const log =
      last > 0
        ? `${who} deactivated workflow [${workflowId}], whose last active version is [${last}]`
        : `${who} do nothing as there is no active workflow version for [${workflowId}]`;
    if (last > 0) {
      const { activate_time: _time, activated_by: _by, ...rest } = current;
      await saveWorkflow(tx, { ...rest, active_version_id: 0, modify_time: now });
    }
    await insertTimelineEvent(tx, workflowId, { author, log, timestamp: now });
    return { isNew: last > 0, log };
  });
  if (done.isNew) await tools.executor.workflowChanged(workflowId);
  return {
    workflow_id: workflowId,
    workflow_version_id: 0,
    timeline_event: { timestamp: now, type: 'ACTION', action: 'DEACTIVATE', author, message: done.log },
  };
}
