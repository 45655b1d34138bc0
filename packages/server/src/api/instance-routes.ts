import {
  endpoints,
  isTerminalWorkflowStatus,
  pageOf,
  paginate,
  RondoError,
  type User,
  type WorkflowInstance,
  type WorkflowInstanceActionResponse,
  type WorkflowInstanceStatus,
  workflowInstanceActions,
} from '@rondo/model';
import type { FastifyReply } from 'fastify';
import type { RunRow } from '../storage/run-codec.ts';
import {
  listLatestRuns,
  listRuns,
  readInstanceBounds,
  readRun,
  readRunBounds,
} from '../storage/run-reader.ts';
import type { RunViewOptions } from '../views/workflow-instance.ts';
import { requireUser } from './caller.ts';
import { checkRuntimeTags, checkStart } from './definition/start.ts';
import { parseVersion, resolveVersion } from './definition/version.ts';
import type { Resources } from './resources.ts';
import { implement, type Route } from './route.ts';
import { renderRuns, requireRun } from './run-access.ts';
import { abortSignalOf, DEFAULT_WAIT_MS, waitForTerminal } from './wait.ts';

/** What answers the calls about instances and their runs. */
export function instanceRoutes(resources: Resources): Route[] {
  return [
    startRoute(resources),
    ...readRoutes(resources),
    ...listRoutes(resources),
    ...actionRoutes(resources),
  ];
}

function startRoute({ executor, workflows, plans }: Resources): Route {
  return implement(endpoints.startWorkflow, async ({ params, body, caller }) => {
    const user = requireUser(caller);
    const version = parseVersion(params.workflowId, params.version);
    const workflow = await workflows.get(params.workflowId);
    const versionId = resolveVersion(workflow, version);
    checkStart(body, workflow, versionId);
    if (body.runtime_tags && body.runtime_tags.length > 0) {
      const plan = await plans.get({
        workflow_id: workflow.workflow_id,
        internal_id: workflow.internal_id,
        workflow_version_id: versionId,
      });
      checkRuntimeTags(body, plan.workflow);
    }
    return executor.startWorkflow(params.workflowId, versionId, body, user);
  });
}

interface WaitQuery {
  readonly wait_for?: 'terminal' | undefined;
  readonly timeout_ms?: number | undefined;
}

function readRoutes(resources: Resources): Route[] {
  const read = async (
    row: RunRow,
    wait: WaitQuery,
    view: RunViewOptions,
    reply: FastifyReply,
  ): Promise<WorkflowInstance> => {
    const current = await afterWaiting(resources, row, wait, reply);
    const [instance] = await renderRuns(resources, [current], view);
    return instance as WorkflowInstance;
  };
  return [
    implement(endpoints.getWorkflowInstanceActionMap, () => workflowInstanceActions as never),
    implement(endpoints.getWorkflowInstance, async ({ params, query, reply }) => {
      const row = await requireRun(resources, params.workflowId, params.workflowInstanceId, 'latest');
      return read(row, query, { enriched: query.enriched ?? true, aggregated: true }, reply);
    }),
    implement(endpoints.getWorkflowInstanceRun, async ({ params, query, reply }) => {
      const { workflowId, workflowInstanceId, workflowRunId } = params;
      const row = await requireRun(resources, workflowId, workflowInstanceId, workflowRunId);
      const view = { enriched: query.enriched ?? true, aggregated: query.aggregated ?? false };
      return read(row, query, view, reply);
    }),
  ];
}

/** The row as it is once the run is over or the time is up; at once when nobody asked to wait. */
async function afterWaiting(
  resources: Resources,
  row: RunRow,
  wait: WaitQuery,
  reply: FastifyReply,
): Promise<RunRow> {
  if (wait.wait_for === undefined) {
    if (wait.timeout_ms === undefined) return row;
    throw new RondoError('BAD_REQUEST', 'timeout_ms needs wait_for=terminal');
  }
  if (isTerminalWorkflowStatus(row.status as WorkflowInstanceStatus)) return row;
  const signal = abortSignalOf(reply, resources.closing);
  await waitForTerminal(resources, row, wait.timeout_ms ?? DEFAULT_WAIT_MS, signal);
  return (await readRun(resources.pool, row.workflow_id, row.instance_id, row.run_id)) ?? row;
}

function listRoutes(resources: Resources): Route[] {
  const { pool } = resources;
  return [
    implement(endpoints.listWorkflowInstances, async ({ params, query }) => {
      const { earliest, latest } = await readInstanceBounds(pool, params.workflowId);
      const range = paginate(query, earliest, latest);
      const rows = range ? await listLatestRuns(pool, params.workflowId, range.low, range.high) : [];
      const view = { enriched: false, aggregated: query.aggregated ?? true };
      const elements = await renderRuns(resources, rows, view);
      return pageOf(elements, (element) => element.workflow_instance_id, earliest, latest);
    }),
    implement(endpoints.listWorkflowInstanceRuns, async ({ params, query }) => {
      const { workflowId, workflowInstanceId } = params;
      const { earliest, latest } = await readRunBounds(pool, workflowId, workflowInstanceId);
      const range = paginate(query, earliest, latest);
      const rows = range ? await listRuns(pool, workflowId, workflowInstanceId, range.low, range.high) : [];
      const elements = await renderRuns(resources, rows, { enriched: false, aggregated: false });
      return pageOf(elements, (element) => element.workflow_run_id, earliest, latest);
    }),
  ];
}

interface Target {
  readonly workflowId: string;
  readonly workflowInstanceId: number;
  readonly workflowRunId?: number;
}

function actionRoutes(resources: Resources): Route[] {
  const terminate = (action: 'STOP' | 'KILL', target: Target, user: User) =>
    terminateLatest(resources, action, target, user);
  return [
    implement(endpoints.stopWorkflowInstance, ({ params, caller }) =>
      terminate('STOP', params, requireUser(caller)),
    ),
    implement(endpoints.killWorkflowInstance, ({ params, caller }) =>
      terminate('KILL', params, requireUser(caller)),
    ),
    implement(endpoints.stopWorkflowInstanceRun, ({ params, caller }) =>
      terminate('STOP', params, requireUser(caller)),
    ),
    implement(endpoints.killWorkflowInstanceRun, ({ params, caller }) =>
      terminate('KILL', params, requireUser(caller)),
    ),
  ];
}

async function terminateLatest(
  resources: Resources,
  action: 'STOP' | 'KILL',
  { workflowId, workflowInstanceId, workflowRunId }: Target,
  user: User,
): Promise<WorkflowInstanceActionResponse> {
  const latest = await requireRun(resources, workflowId, workflowInstanceId, 'latest');
  if (workflowRunId !== undefined && workflowRunId !== latest.run_id) {
    throw new RondoError(
      'BAD_REQUEST',
      `Cannot ${action} the run [${workflowRunId}] of workflow instance [${workflowId}][${workflowInstanceId}]: the latest run is [${latest.run_id}]`,
    );
  }
  const run = {
    workflow_id: workflowId,
    workflow_instance_id: workflowInstanceId,
    workflow_run_id: latest.run_id,
  };
  return resources.executor.terminateRun(run, action, user);
}
