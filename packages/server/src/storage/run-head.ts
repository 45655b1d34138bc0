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
    // A commit that changes nothing but steps leaves the row of the run alone.
    text: `select run_key, status, start_time, end_time,
        greatest(revision, (select max(s.revision) from step_instance s where s.run_key = w.run_key)) as revision
      from workflow_instance w where run_key = any($1)`,
    values: [runKeys],
  });
  return rows;
}
