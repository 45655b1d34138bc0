import type { Queryable } from '../../postgres/client.ts';
import { readWorkflows, type WorkflowRecord } from '../../storage/workflow.ts';
import { workflowNotFound } from './version.ts';

interface Waiting {
  resolve(workflow: WorkflowRecord): void;
  reject(error: unknown): void;
}

/**
 * Reads workflows as they are at the time of the call. While one query is on its way, the calls that come gather for the
 * next: many starts a second of few workflows cost few queries, and no answer is older than its question.
 */
export class WorkflowLookup {
  readonly #db: Queryable;
  #waiting = new Map<string, Waiting[]>();
  #isReading = false;

  constructor(db: Queryable) {
    this.#db = db;
  }

  /** The workflow. Rejects with NOT_FOUND when there is none. */
  get(workflowId: string): Promise<WorkflowRecord> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(workflowId);
      if (waiting) waiting.push({ resolve, reject });
      else this.#waiting.set(workflowId, [{ resolve, reject }]);
      if (!this.#isReading) void this.#read();
    });
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    while (this.#waiting.size > 0) {
      const batch = this.#waiting;
      this.#waiting = new Map();
      try {
        for (const workflow of await readWorkflows(this.#db, [...batch.keys()])) {
          for (const { resolve } of batch.get(workflow.workflow_id) ?? []) resolve(workflow);
          batch.delete(workflow.workflow_id);
        }
        for (const [id, waiting] of batch) for (const { reject } of waiting) reject(workflowNotFound(id));
      } catch (error) {
        for (const waiting of batch.values()) for (const { reject } of waiting) reject(error);
      }
    }
    this.#isReading = false;
  }
}
