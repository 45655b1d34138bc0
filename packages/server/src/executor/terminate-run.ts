import { RondoError, type User, type WorkflowInstanceActionResponse } from '@rondo/model';
import type { Pool } from '../postgres/client.ts';
import { readRunStatus } from '../storage/run-loader.ts';
import type { Mailbox } from './mailbox.ts';
import type { RunId } from './port.ts';
import type { RunCell } from './run-cell.ts';
import type { WorkflowHeads } from './workflow-heads.ts';

export interface TerminateRun {
  readonly run: RunId;
  readonly action: 'STOP' | 'KILL';
  readonly user: User;
  readonly reason?: string | undefined;
}

const INFO = {
  completed: 'The action is completed.',
  accepted: 'The action is accepted and is still running. Please check it again.',
};

/** Stops or kills a run (spec 6.6); resolves once the request is committed. */
export async function terminateRun(
  parts: { readonly pool: Pool; readonly heads: WorkflowHeads; readonly mailbox: Mailbox },
  { run, action, user, reason }: TerminateRun,
): Promise<WorkflowInstanceActionResponse> {
  const name = `[${run.workflow_id}][${run.workflow_instance_id}][${run.workflow_run_id}]`;
  const cell = await findCell(parts, run);
  if (!cell) {
    const status = await readRunStatus(parts.pool, run);
    if (status === undefined) throw new RondoError('NOT_FOUND', `Workflow instance ${name} does not exist`);
    throw new RondoError(
      'BAD_REQUEST',
      `Cannot ${action} the workflow instance ${name} as it is in a terminal state [${status}]`,
    );
  }
  const wasQueued = cell.state.status === 'CREATED';
  await new Promise<void>((resolve, reject) => {
    parts.mailbox.request(cell, (error) => (error === undefined ? resolve() : reject(error)));
    parts.mailbox.post(cell, { type: 'TerminationRequested', action, user, ...(reason && { reason }) });
  });
  return {
    workflow_id: run.workflow_id,
    workflow_instance_id: run.workflow_instance_id,
    workflow_run_id: run.workflow_run_id,
    workflow_instance_status: cell.state.status,
    completed: wasQueued,
    info: wasQueued ? INFO.completed : INFO.accepted,
    timeline_event: {
      timestamp: Date.now(),
      type: 'ACTION',
      action,
      author: user,
      message: `User [${typeof user === 'string' ? user : user.name}] take action [${action}] on the workflow instance ${name}`,
      ...(reason && { reason }),
    },
  };
}

async function findCell(
  parts: { readonly pool: Pool; readonly heads: WorkflowHeads },
  run: RunId,
): Promise<RunCell | undefined> {
  if ((await readRunStatus(parts.pool, run)) === undefined) return undefined;
  const head = await parts.heads.get(run.workflow_id);
  const cell = head.cells.get(run.workflow_instance_id);
  const isIt = cell?.state.instance.workflow_run_id === run.workflow_run_id && !cell.isTerminal;
  return isIt ? cell : undefined;
}
