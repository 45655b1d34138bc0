import { RondoError, type Workflow, type WorkflowStartRequest } from '@rondo/model';
import type { WorkflowRecord } from '../../storage/workflow.ts';
import { refuseUnsupportedStart } from './unsupported.ts';

/** Throws what a start request is refused with before the engine sees it (spec 6.1). */
export function checkStart(request: WorkflowStartRequest, workflow: WorkflowRecord, versionId: number): void {
  refuseUnsupportedStart(request);
  const { type } = request.initiator;
  if (type !== 'TIME' && type !== 'SIGNAL') return;
  if (versionId !== workflow.active_version_id) {
    throw new RondoError(
      'BAD_REQUEST',
      `Trigger type [${type}] cannot start version [${versionId}] of workflow [${workflow.workflow_id}]: it is not active`,
    );
  }
  // No version has triggers: a definition with triggers is refused when it is pushed.
  throw new RondoError('CONFLICT', 'Invalid trigger initiator due to mismatch trigger uuid.');
}

/** Throws BAD_REQUEST when a tag of the request has the name of another, or of one that the definition has. */
export function checkRuntimeTags(request: WorkflowStartRequest, workflow: Workflow): void {
  const taken = new Set(workflow.tags?.map((tag) => tag.name));
  for (const [index, { name }] of (request.runtime_tags ?? []).entries()) {
    if (taken.has(name)) {
      throw new RondoError('BAD_REQUEST', `runtime_tags[${index}].name is a duplicate: [${name}]`);
    }
    taken.add(name);
  }
}
