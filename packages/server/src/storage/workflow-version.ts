import { type Metadata, parseJson, stringifyJson, type Workflow } from '@rondo/model';
import type { Queryable } from '../postgres/client.ts';

/** One version as it was pushed. Versions never change. */
export interface VersionRecord {
  readonly metadata: Metadata;
  readonly workflow: Workflow;
}

interface Row {
  readonly metadata: string;
  readonly definition: string;
}

const COLUMNS = 'metadata::text as metadata, definition::text as definition';

function toRecord(row: Row): VersionRecord {
  return {
    metadata: parseJson(row.metadata) as Metadata,
    workflow: parseJson(row.definition) as Workflow,
  };
}

/** Stores a version under the ids in its metadata. */
export async function insertVersion(tx: Queryable, version: VersionRecord): Promise<void> {
  const { metadata, workflow } = version;
  await tx.query(
    `insert into workflow_version (workflow_id, version_id, metadata, definition, create_time)
     values ($1, $2, $3, $4, $5)`,
    [
      metadata.workflow_id,
      metadata.workflow_version_id,
      stringifyJson(metadata),
      stringifyJson(workflow),
      metadata.create_time,
    ],
  );
}

/** One version; undefined when it was never pushed. */
export async function readVersion(
  db: Queryable,
  workflowId: string,
  versionId: number,
): Promise<VersionRecord | undefined> {
  const { rows } = await db.query<Row>({
    name: 'read_version',
    text: `select ${COLUMNS} from workflow_version where workflow_id = $1 and version_id = $2`,
    values: [workflowId, versionId],
  });
  return rows[0] && toRecord(rows[0]);
}

/** The versions from `low` to `high`, newest first. */
export async function listVersions(
  db: Queryable,
  workflowId: string,
  low: number,
  high: number,
): Promise<VersionRecord[]> {
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from workflow_version
     where workflow_id = $1 and version_id between $2 and $3 order by version_id desc`,
    [workflowId, low, high],
  );
  return rows.map(toRecord);
}
