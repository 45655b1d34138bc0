import { RondoError } from '@rondo/model';
import type { WorkflowRecord } from '../../storage/workflow.ts';
import { defaultVersionId } from '../../views/workflow-definition.ts';

/** A `{version}` of a path, read: a number, or one of three words in any case. */
export type VersionName = number | 'active' | 'latest' | 'default';

/** Reads a `{version}`. Throws BAD_REQUEST for anything else. */
export function parseVersion(workflowId: string, text: string): VersionName {
  const word = text.toLowerCase();
  if (word === 'active' || word === 'latest' || word === 'default') return word;
  if (/^\d{1,15}$/.test(text) && Number(text) > 0) return Number(text);
  throw new RondoError('BAD_REQUEST', `Invalid workflow version [${text}] for workflow [${workflowId}]`, {
    errors: [`Invalid workflow version: ${text}`],
  });
}

/** The version id that a name stands for now. Throws NOT_FOUND. */
export function resolveVersion(workflow: WorkflowRecord, version: VersionName): number {
  if (version === 'latest') return workflow.latest_version_id;
  if (version === 'default') return defaultVersionId(workflow);
  if (version === 'active') {
    if (workflow.active_version_id > 0) return workflow.active_version_id;
    throw new RondoError('NOT_FOUND', `Workflow [${workflow.workflow_id}] has no active version`);
  }
  if (version <= workflow.latest_version_id) return version;
  throw new RondoError(
    'NOT_FOUND',
    `Workflow [${workflow.workflow_id}] has no version [${version}]; the latest is [${workflow.latest_version_id}]`,
  );
}

export function workflowNotFound(workflowId: string): RondoError {
  return new RondoError('NOT_FOUND', `Workflow [${workflowId}] does not exist`);
}
