import { parseJson, stringifyJson, type User } from '@rondo/model';
import type { Queryable } from '../postgres/client.ts';

/** Something somebody did to a workflow, at an epoch ms. */
export interface WorkflowTimelineEvent {
  readonly author: User;
  readonly log: string;
  readonly timestamp: number;
}

/** How many events of a workflow are shown (spec 3.7). */
const MAX_WORKFLOW_TIMELINE = 300;

export async function insertTimelineEvent(
  tx: Queryable,
  workflowId: string,
  event: WorkflowTimelineEvent,
): Promise<void> {
  await tx.query(
    'insert into workflow_timeline (workflow_id, author, log, create_time) values ($1, $2, $3, $4)',
    [workflowId, stringifyJson(event.author), event.log, event.timestamp],
  );
}

/** The newest events, newest first; equal events of the same instant count once. */
export async function listTimelineEvents(
  db: Queryable,
  workflowId: string,
): Promise<WorkflowTimelineEvent[]> {
  const { rows } = await db.query<{ author: string; log: string; create_time: number }>(
    `select author::text as author, log, create_time from workflow_timeline
     where workflow_id = $1 order by event_id desc limit $2`,
    [workflowId, MAX_WORKFLOW_TIMELINE],
  );
  const seen = new Set<string>();
  const events: WorkflowTimelineEvent[] = [];
  for (const { author, log, create_time } of rows) {
    const key = `${create_time} ${author} ${log}`;
    if (seen.has(key)) continue;
    seen.add(key);
    events.push({ author: parseJson(author) as User, log, timestamp: create_time });
  }
  return events;
}
