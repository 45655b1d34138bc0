import type { Plan } from '@rondo/engine';
import { RondoError } from '@rondo/model';
import type { Pool } from '../postgres/client.ts';
import { PlanCache, type PlanKey } from '../storage/plan-cache.ts';
import { readWorkflowFacts, type WorkflowFacts } from '../storage/workflow-facts.ts';

const MAX_FACTS = 2000;

/** Definitions as the executor runs them. Versions never change; the facts of a workflow do, and are then forgotten. */
export class Definitions {
  readonly #pool: Pool;
  readonly #plans: PlanCache;
  readonly #facts = new Map<string, Promise<WorkflowFacts>>();

  constructor(pool: Pool) {
    this.#pool = pool;
    this.#plans = new PlanCache(pool);
  }

  /** Throws when the version was never pushed. */
  plan(key: PlanKey): Promise<Plan> {
    return this.#plans.get(key);
  }

  /**
   * The facts as they are now: not those from before a change that `forgetFacts` told of, however long reading them
   * took. Throws RondoError NOT_FOUND for a workflow that does not exist.
   */
  async facts(workflowId: string): Promise<WorkflowFacts> {
    for (;;) {
      const reading = this.#facts.get(workflowId) ?? this.#read(workflowId);
      const facts = await reading;
      if (this.#facts.get(workflowId) === reading) return facts;
    }
  }

  forgetFacts(workflowId: string): void {
    this.#facts.delete(workflowId);
  }

  #read(workflowId: string): Promise<WorkflowFacts> {
    const reading = readWorkflowFacts(this.#pool, workflowId).then((facts) => {
      if (!facts) throw new RondoError('NOT_FOUND', `Workflow [${workflowId}] does not exist`);
      return facts;
    });
    this.#facts.set(workflowId, reading);
    if (this.#facts.size > MAX_FACTS) this.#facts.delete(this.#facts.keys().next().value as string);
    reading.catch(() => {
      if (this.#facts.get(workflowId) === reading) this.#facts.delete(workflowId);
    });
    return reading;
  }
}
