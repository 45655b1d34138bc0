import { type PropertiesSnapshot, parseJson, type Workflow } from '@rondo/model';
import type { Queryable } from '../postgres/client.ts';

/** What the executor needs to know about a workflow, apart from its versions. */
export interface WorkflowFacts {
  readonly internal_id: number;
  readonly properties: PropertiesSnapshot;
}

export async function readWorkflowFacts(
  db: Queryable,
  workflowId: string,
): Promise<WorkflowFacts | undefined> {
  const { rows } = await db.query<{ internal_id: number; properties: string }>(
    'select internal_id, properties::text as properties from workflow where workflow_id = $1',
    [workflowId],
  );
  const row = rows[0];
  if (!row) return undefined;
  return { internal_id: row.internal_id, properties: parseJson(row.properties) as PropertiesSnapshot };
}

/** The workflow as this version defines it. Versions never change. */
export async function readVersionWorkflow(
  db: Queryable,
  workflowId: string,
  versionId: number,
): Promise<Workflow | undefined> {
  const { rows } = await db.query<{ definition: string }>(
    'select definition::text as definition from workflow_version where workflow_id = $1 and version_id = $2',
    [workflowId, versionId],
  );
  const row = rows[0];
  return row && (parseJson(row.definition) as Workflow);
}
