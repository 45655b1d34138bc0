import { type Plan, planWorkflow } from '@rondo/engine';
import { RondoError } from '@rondo/model';
import type { Pool } from '../postgres/client.ts';
import { readVersionWorkflow, readWorkflowFacts, type WorkflowFacts } from '../storage/run-definition.ts';

/** Plans kept in memory; a plan of 300 steps is some 200 KB. */
const MAX_PLANS = 1000;

/** Definitions as the executor runs them. Versions never change; the facts of a workflow do, and are then forgotten. */
export class Definitions {
  readonly #pool: Pool;
  readonly #plans = new Map<string, Plan>();
  readonly #facts = new Map<string, WorkflowFacts>();

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Throws RondoError NOT_FOUND for a version that was never pushed. */
  async plan(workflowId: string, versionId: number): Promise<Plan> {
    const key = `${workflowId}@${versionId}`;
    const known = this.#plans.get(key);
    if (known) return known;
    const workflow = await readVersionWorkflow(this.#pool, workflowId, versionId);
    if (!workflow) {
      throw new RondoError('NOT_FOUND', `Workflow [${workflowId}] has no version [${versionId}]`);
    }
    const plan = planWorkflow(workflow);
    if (this.#plans.size >= MAX_PLANS) this.#plans.delete(this.#plans.keys().next().value as string);
    this.#plans.set(key, plan);
    return plan;
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
