import type { WorkflowInstanceStatus } from '@rondo/model';
import type { Queryable } from '../postgres/client.ts';
import type { RunRow } from './run-codec.ts';

/** The smallest and the largest existing id; both 0 when nothing exists. */
export interface IdBounds {
  readonly earliest: number;
  readonly latest: number;
}

export const RUN_COLUMNS = [
  'run_key',
  'workflow_id',
  'instance_id',
  'run_id',
  'uuid',
  'version_id',
  'group_id',
  'revision',
  'status',
  'create_time',
  'start_time',
  'end_time',
  'parked',
  'instance',
  'state',
].join(', ');

/** One run of an instance, or its latest. */
export async function readRun(
  db: Queryable,
  workflowId: string,
  instanceId: number,
  run: number | 'latest',
): Promise<RunRow | undefined> {
  const { rows } = await db.query<RunRow>({
    name: 'read_run',
    text: `select ${RUN_COLUMNS} from workflow_instance
      where workflow_id = $1 and instance_id = $2 and ($3::bigint is null or run_id = $3)
      order by run_id desc limit 1`,
    values: [workflowId, instanceId, run === 'latest' ? null : run],
  });
  return rows[0];
}

/** What names a run. */
export interface RunIds {
  readonly workflow_id: string;
  readonly instance_id: number;
  readonly run_id: number;
}

/** Runs in the order of their ids; undefined for one that does not exist. */
export async function readRuns(db: Queryable, ids: readonly RunIds[]): Promise<(RunRow | undefined)[]> {
  const { rows } = await db.query<RunRow & { readonly position: number }>({
    name: 'read_runs',
    text: `select position, ${RUN_COLUMNS.split(', ')
      .map((column) => `w.${column}`)
      .join(', ')}
      from unnest($1::text[], $2::bigint[], $3::bigint[]) with ordinality as asked (workflow_id, instance_id, run_id, position)
      join workflow_instance w using (workflow_id, instance_id, run_id)`,
    values: [ids.map((id) => id.workflow_id), ids.map((id) => id.instance_id), ids.map((id) => id.run_id)],
  });
  const found: (RunRow | undefined)[] = ids.map(() => undefined);
  for (const row of rows) found[row.position - 1] = row;
  return found;
}

/** The ids of a workflow's instances. */
export async function readInstanceBounds(db: Queryable, workflowId: string): Promise<IdBounds> {
  const { rows } = await db.query<IdBounds>({
    name: 'read_instance_bounds',
    text: `select coalesce(min(instance_id), 0) as earliest, coalesce(max(instance_id), 0) as latest
      from workflow_instance where workflow_id = $1`,
    values: [workflowId],
  });
  return rows[0] ?? { earliest: 0, latest: 0 };
}

/** The ids of an instance's runs. */
export async function readRunBounds(
  db: Queryable,
  workflowId: string,
  instanceId: number,
): Promise<IdBounds> {
  const { rows } = await db.query<IdBounds>(
    `select coalesce(min(run_id), 0) as earliest, coalesce(max(run_id), 0) as latest
     from workflow_instance where workflow_id = $1 and instance_id = $2`,
    [workflowId, instanceId],
  );
  return rows[0] ?? { earliest: 0, latest: 0 };
}

/** The latest run of each instance from `low` to `high`, newest first. */
export async function listLatestRuns(
  db: Queryable,
  workflowId: string,
  low: number,
  high: number,
): Promise<RunRow[]> {
  const { rows } = await db.query<RunRow>({
    name: 'list_latest_runs',
    text: `select distinct on (instance_id) ${RUN_COLUMNS} from workflow_instance
      where workflow_id = $1 and instance_id between $2 and $3
      order by instance_id desc, run_id desc`,
    values: [workflowId, low, high],
  });
  return rows;
}

/** The runs of one instance from `low` to `high`, newest first. */
export async function listRuns(
  db: Queryable,
  workflowId: string,
  instanceId: number,
  low: number,
  high: number,
): Promise<RunRow[]> {
  const { rows } = await db.query<RunRow>(
    `select ${RUN_COLUMNS} from workflow_instance
     where workflow_id = $1 and instance_id = $2 and run_id between $3 and $4 order by run_id desc`,
    [workflowId, instanceId, low, high],
  );
  return rows;
}

/** How many instances of a workflow are under way, by status, and how many failed in their latest run. */
export async function countInstances(
  db: Queryable,
  workflowId: string,
): Promise<{ nonterminal: Partial<Record<WorkflowInstanceStatus, number>>; failed: number }> {
  const { rows } = await db.query<{ status: WorkflowInstanceStatus; count: number }>(
    `select status, count(*) as count from workflow_instance
     where workflow_id = $1 and status in ('CREATED', 'IN_PROGRESS', 'PAUSED') group by status
     union all
     select 'FAILED', count(*) from workflow_instance failed
     where workflow_id = $1 and status = 'FAILED' and not exists (
       select from workflow_instance newer where newer.workflow_id = $1
       and newer.instance_id = failed.instance_id and newer.run_id > failed.run_id)`,
    [workflowId],
  );
  const nonterminal: Partial<Record<WorkflowInstanceStatus, number>> = {};
  let failed = 0;
  for (const { status, count } of rows) {
    if (status === 'FAILED') failed = count;
    else nonterminal[status] = count;
  }
  return { nonterminal, failed };
}
