import { type PropertiesSnapshot, stringifyJson } from '@rondo/model';
import type { Queryable } from '../postgres/client.ts';

/** Keeps the snapshot that a change of properties led to, with the change as it was asked for. */
export async function insertPropertiesSnapshot(
  tx: Queryable,
  snapshot: PropertiesSnapshot,
  changes: object,
): Promise<void> {
  await tx.query(
    `insert into workflow_properties (workflow_id, create_time, author, changes, snapshot)
     values ($1, $2, $3, $4, $5)`,
    [
      snapshot.workflow_id,
      snapshot.create_time,
      stringifyJson(snapshot.author),
      stringifyJson(changes),
      stringifyJson(snapshot),
    ],
  );
}
