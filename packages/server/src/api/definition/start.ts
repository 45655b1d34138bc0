import { RondoError, type WorkflowStartRequest } from '@rondo/model';
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
