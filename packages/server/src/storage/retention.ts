import type { Queryable } from '../postgres/client.ts';

/** The ids of all workflows after `after`, ascending, at most `limit`. */
export async function listWorkflowIds(db: Queryable, after: string, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ workflow_id: string }>(
    'select workflow_id from workflow where workflow_id > $1 order by workflow_id limit $2',
    [after, limit],
  );
  return rows.map((row) => row.workflow_id);
}

/** Names a run among those of its workflow. */
export interface RunNumber {
  readonly instance_id: number;
  readonly run_id: number;
}

/** Those of the runs that ended before `before` (epoch ms). */
export async function listEndedRuns(
  db: Queryable,
  workflowId: string,
  runs: readonly RunNumber[],
  before: number,
): Promise<RunNumber[]> {
  const { rows } = await db.query<RunNumber>(
    `select instance_id, run_id
     from unnest($2::bigint[], $3::bigint[]) as asked (instance_id, run_id)
     join workflow_instance using (instance_id, run_id)
     where workflow_id = $1 and end_time < $4`,
    [workflowId, runs.map((run) => run.instance_id), runs.map((run) => run.run_id), before],
  );
  return rows;
}

/** The `step_uuid` of every attempt that is not over, on whatever node. */
export async function listActiveStepUuids(db: Queryable): Promise<Set<string>> {
  const { rows } = await db.query<{ uuid: string | null }>(
    // Every attempt is stored with its uuid first; taken from there, because it has no column.
    `select substring(s.state from '^\\{"uuid":"([^"]+)"') as uuid
     from workflow_instance w join step_instance s using (run_key)
     where w.status in ('CREATED', 'IN_PROGRESS', 'PAUSED') and s.end_time is null`,
  );
  return new Set(rows.flatMap((row) => row.uuid ?? []));
}
