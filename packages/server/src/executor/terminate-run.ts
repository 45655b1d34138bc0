import {
  isTerminalWorkflowStatus,
  RondoError,
  type User,
  type WorkflowInstanceActionResponse,
  type WorkflowInstanceStatus,
} from '@rondo/model';
import type { Pool } from '../postgres/client.ts';
import { readRunStatus } from '../storage/run-loader.ts';
import { unparkRun } from '../storage/run-writer.ts';
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

interface Parts {
  readonly pool: Pool;
  readonly heads: WorkflowHeads;
  readonly mailbox: Mailbox;
}

const INFO = {
  completed: 'The action is completed.',
  accepted: 'The action is accepted and is still running. Please check it again.',
};

const TARGET: Readonly<Record<TerminateRun['action'], WorkflowInstanceStatus>> = {
  STOP: 'STOPPED',
  KILL: 'FAILED',
};

/** Stops or kills a run (spec 6.6); resolves once the request is committed. A run that was put aside can be ended, too. */
export async function terminateRun(
  parts: Parts,
  request: TerminateRun,
): Promise<WorkflowInstanceActionResponse> {
  const cell = await findCell(parts, request.run);
  if (cell && !cell.isTerminal) {
    await end(parts, cell, request);
    return response(request, cell.state.status, cell.isTerminal);
  }
  // Its end is decided, and answered once it is committed.
  if (cell) await new Promise<void>((resolve) => parts.mailbox.request(cell, () => resolve()));
  const status = await readRunStatus(parts.pool, request.run);
  if (status === TARGET[request.action]) return response(request, status, true);
  throw refusal(request, status);
}

async function findCell({ pool, heads }: Parts, run: RunId): Promise<RunCell | undefined> {
  if ((await readRunStatus(pool, run)) === undefined) return undefined;
  const head = await heads.get(run.workflow_id);
  const cell = head.cells.get(run.workflow_instance_id);
  return cell?.state.instance.workflow_run_id === run.workflow_run_id ? cell : undefined;
}

async function end(
  { pool, mailbox }: Parts,
  cell: RunCell,
  { action, user, reason }: TerminateRun,
): Promise<void> {
  const wasParked = cell.isParked;
  if (wasParked) {
    await unparkRun(pool, cell.runKey);
    cell.isParked = false;
  }
  await new Promise<void>((resolve, reject) => {
    mailbox.request(cell, (error) => (error === undefined ? resolve() : reject(error)));
    mailbox.post(cell, { type: 'TerminationRequested', action, user, ...(reason && { reason }) });
  });
  // What its runtimes were asked for while it was put aside is asked again.
  if (wasParked) mailbox.resume(cell);
}

function response(
  { run, action, user, reason }: TerminateRun,
  status: WorkflowInstanceStatus,
  isOver: boolean,
): WorkflowInstanceActionResponse {
  const author = typeof user === 'string' ? user : user.name;
  return {
    workflow_id: run.workflow_id,
    workflow_instance_id: run.workflow_instance_id,
    workflow_run_id: run.workflow_run_id,
    workflow_instance_status: status,
    completed: isOver,
    info: isOver ? INFO.completed : INFO.accepted,
    timeline_event: {
      timestamp: Date.now(),
      type: 'ACTION',
      action,
      author: user,
      message: `User [${author}] take action [${action}] on the workflow instance ${nameOf(run)}`,
      ...(reason && { reason }),
    },
  };
}

function refusal({ run, action }: TerminateRun, status: WorkflowInstanceStatus | undefined): RondoError {
  if (status === undefined) {
    return new RondoError('NOT_FOUND', `Workflow instance ${nameOf(run)} does not exist`);
  }
  const why = isTerminalWorkflowStatus(status)
    ? `it is in a terminal state [${status}]`
    : `the server could not load it when it started, as its log says; it is [${status}]`;
  return new RondoError('BAD_REQUEST', `Cannot ${action} the workflow instance ${nameOf(run)} as ${why}`);
}

function nameOf(run: RunId): string {
  return `[${run.workflow_id}][${run.workflow_instance_id}][${run.workflow_run_id}]`;
}
