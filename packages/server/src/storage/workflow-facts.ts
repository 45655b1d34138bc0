import { type PropertiesSnapshot, parseJson } from '@rondo/model';
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
