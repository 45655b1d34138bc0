import { isActive, type RunState } from '@rondo/engine';
import type { WorkflowInstanceStatus } from '@rondo/model';
import type { Queryable } from '../postgres/client.ts';
import { decodeRun, type RunRow } from './run-codec.ts';
import { decodeStep, type StepRow } from './step-codec.ts';

/** A live run as a node takes it over. */
export interface LoadedRun {
  readonly run_key: number;
  readonly group_id: number;
  readonly revision: number;
  readonly parked: string | null;
  readonly workflow_id: string;
  readonly workflow_instance_id: number;
  /** The state that its rows hold; throws when they cannot be read, which is that run's trouble alone. */
  decode(): RunState;
}

const RUN_COLUMNS = `run_key, workflow_id, instance_id, run_id, uuid, version_id, group_id, revision, status,
  create_time, start_time, end_time, parked, instance, state`;

const LATEST_STEPS = `
  select distinct on (run_key, step_id) run_key, step_id, attempt_id, ordinal, revision, status, state
  from step_instance where run_key = any($1)
  order by run_key, step_id, attempt_id desc`;

/** Live runs of these groups in pages: those with a key above `after`, ascending, at most `limit`. */
export async function loadLiveRuns(
  db: Queryable,
  groups: readonly number[],
  after: number,
  limit: number,
): Promise<LoadedRun[]> {
  const { rows } = await db.query<RunRow>(
    `select ${RUN_COLUMNS} from workflow_instance
     where group_id = any($1) and status in ('CREATED', 'IN_PROGRESS', 'PAUSED') and run_key > $2
     order by run_key limit $3`,
    [groups, after, limit],
  );
  return withSteps(db, rows);
}

type LatestStep = StepRow & { readonly run_key: number; readonly revision: number };

async function withSteps(db: Queryable, runs: readonly RunRow[]): Promise<LoadedRun[]> {
  if (runs.length === 0) return [];
  const { rows } = await db.query<LatestStep>(LATEST_STEPS, [runs.map((run) => run.run_key)]);
  const steps = new Map<number, LatestStep[]>();
  for (const row of rows) {
    const known = steps.get(row.run_key);
    if (known) known.push(row);
    else steps.set(row.run_key, [row]);
  }
  return runs.map((run) => ({
    run_key: run.run_key,
    group_id: run.group_id,
    // A commit that only changed steps leaves the row of the run, and its revision, alone.
    revision: Math.max(run.revision, ...(steps.get(run.run_key) ?? []).map((step) => step.revision)),
    parked: run.parked,
    workflow_id: run.workflow_id,
    workflow_instance_id: run.instance_id,
    decode: () => {
      const latest = (steps.get(run.run_key) ?? []).map(decodeStep);
      latest.sort((a, b) => a.step_instance_id - b.step_instance_id);
      return decodeRun(run, latest, isActive);
    },
  }));
}

/** The highest instance number that a workflow ever used; 0 when it never ran. */
export async function readLatestInstanceId(db: Queryable, workflowId: string): Promise<number> {
  const { rows } = await db.query<{ latest: number | null }>(
    'select max(instance_id) as latest from workflow_instance where workflow_id = $1',
    [workflowId],
  );
  return rows[0]?.latest ?? 0;
}

/** Instances whose latest run FAILED: what blocks STRICT_SEQUENTIAL. */
export async function listFailedInstances(db: Queryable, workflowId: string): Promise<number[]> {
  const { rows } = await db.query<{ instance_id: number }>(
    `select instance_id from (
       select distinct on (instance_id) instance_id, status from workflow_instance
       where workflow_id = $1 order by instance_id, run_id desc
     ) latest where status = 'FAILED' order by instance_id`,
    [workflowId],
  );
  return rows.map((row) => row.instance_id);
}

/** Whether a run with this uuid exists. */
export async function existsRun(db: Queryable, workflowId: string, uuid: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'select 1 from workflow_instance where uuid = $1 and workflow_id = $2',
    [uuid, workflowId],
  );
  return (rowCount ?? 0) > 0;
}

/** The first key of a block of 1,000 that belongs to the caller alone. */
export async function reserveRunKeys(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ key: number }>(`select nextval('run_key') as key`);
  return (rows[0] as { key: number }).key;
}

/** How many run keys `reserveRunKeys` reserves: the sequence's increment. */
export const RUN_KEY_BLOCK = 1000;

/** The status of one run; undefined when there is no such run. */
export async function readRunStatus(
  db: Queryable,
  run: { workflow_id: string; workflow_instance_id: number; workflow_run_id: number },
): Promise<WorkflowInstanceStatus | undefined> {
  const { rows } = await db.query<{ status: WorkflowInstanceStatus }>(
    'select status from workflow_instance where workflow_id = $1 and instance_id = $2 and run_id = $3',
    [run.workflow_id, run.workflow_instance_id, run.workflow_run_id],
  );
  return rows[0]?.status;
}
