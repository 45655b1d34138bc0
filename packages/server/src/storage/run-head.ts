import type { WorkflowInstanceStatus } from '@rondo/model';
import type { Queryable } from '../postgres/client.ts';

/** Where a run stands, without its contents. */
export interface RunHead {
  readonly run_key: number;
  readonly revision: number;
  readonly status: WorkflowInstanceStatus;
  readonly start_time: number | null;
  readonly end_time: number | null;
}

/** The heads of the runs with these keys. */
export async function readRunHeads(db: Queryable, runKeys: readonly number[]): Promise<RunHead[]> {
  const { rows } = await db.query<RunHead>({
    name: 'read_run_heads',
    text: `select run_key, revision, status, start_time, end_time from workflow_instance
      where run_key = any($1)`,
    values: [runKeys],
  });
  return rows;
}
