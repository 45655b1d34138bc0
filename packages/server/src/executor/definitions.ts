import type { Plan } from '@rondo/engine';
import { RondoError } from '@rondo/model';
import type { Pool } from '../postgres/client.ts';
import { PlanCache, type PlanKey } from '../storage/plan-cache.ts';
import { readWorkflowFacts, type WorkflowFacts } from '../storage/workflow-facts.ts';

/** Definitions as the executor runs them. Versions never change; the facts of a workflow do, and are then forgotten. */
export class Definitions {
  readonly #pool: Pool;
  readonly #plans: PlanCache;
  readonly #facts = new Map<string, WorkflowFacts>();

  constructor(pool: Pool) {
    this.#pool = pool;
    this.#plans = new PlanCache(pool);
  }

  /** Throws when the version was never pushed. */
  plan(key: PlanKey): Promise<Plan> {
    return this.#plans.get(key);
  }

  /** Throws RondoError NOT_FOUND for a workflow that does not exist. */
  async facts(workflowId: string): Promise<WorkflowFacts> {
    const known = this.#facts.get(workflowId);
    if (known) return known;
    const facts = await readWorkflowFacts(this.#pool, workflowId);
    if (!facts) throw new RondoError('NOT_FOUND', `Workflow [${workflowId}] does not exist`);
    this.#facts.set(workflowId, facts);
    return facts;
  }

  forgetFacts(workflowId: string): void {
    this.#facts.delete(workflowId);
  }
}
