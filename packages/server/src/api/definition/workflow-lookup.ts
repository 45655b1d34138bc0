import type { Queryable } from '../../postgres/client.ts';
import { readWorkflows, type WorkflowRecord } from '../../storage/workflow.ts';
import { Coalesced } from '../coalesced.ts';
import { workflowNotFound } from './version.ts';

/** Reads workflows as they are at the time of the call. */
export class WorkflowLookup {
  readonly #reads: Coalesced<string, WorkflowRecord | undefined>;

  constructor(db: Queryable) {
    this.#reads = new Coalesced(async (ids) => {
      const workflows = await readWorkflows(db, [...new Set(ids)]);
      const byId = new Map(workflows.map((workflow) => [workflow.workflow_id, workflow]));
      return ids.map((id) => byId.get(id));
    });
  }

  /** The workflow. Rejects with NOT_FOUND when there is none. */
  async get(workflowId: string): Promise<WorkflowRecord> {
    const workflow = await this.#reads.get(workflowId);
    if (!workflow) throw workflowNotFound(workflowId);
    return workflow;
  }
}
