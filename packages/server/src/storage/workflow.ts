import { type PropertiesSnapshot, parseJson, stringifyJson, type User } from '@rondo/model';
import type { Queryable } from '../postgres/client.ts';

/** A workflow: which versions it has, which one is active, and what holds for all of them. */
export interface WorkflowRecord {
  readonly workflow_id: string;
  /** Stable number of this incarnation of the id. */
  readonly internal_id: number;
  /** 0 when no version is active. */
  readonly active_version_id: number;
  readonly latest_version_id: number;
  readonly activate_time?: number;
  readonly activated_by?: User;
  readonly properties: PropertiesSnapshot;
  /** Display name of the latest version. */
  readonly name?: string;
  readonly modify_time: number;
}

/** A workflow that is about to get its first version. */
export type NewWorkflow = Omit<WorkflowRecord, 'internal_id'>;

interface Row {
  readonly workflow_id: string;
  readonly internal_id: number;
  readonly active_version_id: number;
  readonly latest_version_id: number;
  readonly activate_time: number | null;
  readonly activated_by: string | null;
  readonly properties: string;
  readonly name: string | null;
  readonly modify_time: number;
}

// JSON as text: the driver's own parser would round 64-bit integers.
const COLUMNS = `workflow_id, internal_id, active_version_id, latest_version_id, activate_time,
  activated_by::text as activated_by, properties::text as properties, name, modify_time`;

function toRecord(row: Row): WorkflowRecord {
  const { activate_time, activated_by, name, properties, ...rest } = row;
  return {
    ...rest,
    properties: parseJson(properties) as PropertiesSnapshot,
    ...(activate_time !== null && { activate_time }),
    ...(activated_by !== null && { activated_by: parseJson(activated_by) as User }),
    ...(name !== null && { name }),
  };
}

/** The workflows among `ids` that exist. */
export async function readWorkflows(db: Queryable, ids: readonly string[]): Promise<WorkflowRecord[]> {
  const { rows } = await db.query<Row>({
    name: 'read_workflows',
    text: `select ${COLUMNS} from workflow where workflow_id = any($1)`,
    values: [ids],
  });
  return rows.map(toRecord);
}

/** The workflow, held against other changes until the transaction ends; undefined when there is none. */
export async function lockWorkflow(tx: Queryable, id: string): Promise<WorkflowRecord | undefined> {
  const { rows } = await tx.query<Row>(`select ${COLUMNS} from workflow where workflow_id = $1 for update`, [
    id,
  ]);
  return rows[0] && toRecord(rows[0]);
}

/** Stores a new workflow; undefined when somebody else did so at the same time. */
export async function insertWorkflow(
  tx: Queryable,
  workflow: NewWorkflow,
): Promise<WorkflowRecord | undefined> {
  const { rows } = await tx.query<Row>(
    `insert into workflow (workflow_id, active_version_id, latest_version_id, activate_time, activated_by,
       properties, name, modify_time)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (workflow_id) do nothing
     returning ${COLUMNS}`,
    values(workflow),
  );
  return rows[0] && toRecord(rows[0]);
}

/** Replaces a workflow that this transaction has locked. */
export async function saveWorkflow(tx: Queryable, workflow: NewWorkflow): Promise<void> {
  await tx.query(
    `update workflow set active_version_id = $2, latest_version_id = $3, activate_time = $4, activated_by = $5,
       properties = $6, name = $7, modify_time = $8
     where workflow_id = $1`,
    values(workflow),
  );
}

function values(workflow: NewWorkflow): unknown[] {
  return [
    workflow.workflow_id,
    workflow.active_version_id,
    workflow.latest_version_id,
    workflow.activate_time,
    workflow.activated_by === undefined ? null : stringifyJson(workflow.activated_by),
    stringifyJson(workflow.properties),
    workflow.name,
    workflow.modify_time,
  ];
}
