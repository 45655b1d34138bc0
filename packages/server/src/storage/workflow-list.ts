import type { Queryable } from '../postgres/client.ts';

/** Which workflows to list: those whose id or name contains `search`, after `cursor` in the order of ids. */
export interface WorkflowListQuery {
  readonly search?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** A workflow with its newest instance, as the list shows it. */
export interface WorkflowListRow {
  readonly workflow_id: string;
  readonly name: string | null;
  /** JSON. */
  readonly owner: string | null;
  readonly latest_version_id: number;
  readonly active_version_id: number;
  readonly modify_time: number;
  readonly instance_id: number | null;
  readonly run_id: number | null;
  readonly status: string | null;
  readonly create_time: number | null;
  readonly start_time: number | null;
  readonly end_time: number | null;
}

const MATCHES = `($1::text is null or strpos(lower(w.workflow_id), lower($1)) > 0
  or strpos(lower(w.name), lower($1)) > 0)`;

/** One page in the order of ids, and how many workflows match altogether. */
export async function listWorkflows(
  db: Queryable,
  query: WorkflowListQuery,
): Promise<{ rows: WorkflowListRow[]; total: number }> {
  const search = query.search || null;
  const page = await db.query<WorkflowListRow>(
    `select w.workflow_id, w.name, (w.properties -> 'owner')::text as owner, w.latest_version_id,
       w.active_version_id, w.modify_time,
       r.instance_id, r.run_id, r.status, r.create_time, r.start_time, r.end_time
     from (
       select * from workflow w
       where ($2::text is null or w.workflow_id > $2) and ${MATCHES}
       order by w.workflow_id limit $3
     ) w
     left join lateral (
       select * from workflow_instance i where i.workflow_id = w.workflow_id
       order by i.instance_id desc, i.run_id desc limit 1
     ) r on true
     order by w.workflow_id`,
    [search, query.cursor ?? null, query.limit],
  );
  const count = await db.query<{ total: number }>(
    `select count(*) as total from workflow w where ${MATCHES}`,
    [search],
  );
  return { rows: page.rows, total: count.rows[0]?.total ?? 0 };
}
