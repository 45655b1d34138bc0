import { type Plan, planWorkflow } from '@rondo/engine';
import type { Queryable } from '../postgres/client.ts';
import { readVersion } from './workflow-version.ts';

/** Which version of which incarnation of a workflow. */
export interface PlanKey {
  readonly workflow_id: string;
  readonly internal_id: number;
  readonly workflow_version_id: number;
}

const MAX_PLANS = 500;

/** The definitions that were read last, prepared. Versions never change, so nothing here goes stale. */
export class PlanCache {
  readonly #db: Queryable;
  readonly #plans = new Map<string, Promise<Plan>>();

  constructor(db: Queryable) {
    this.#db = db;
  }

  /** The plan of a version. Throws when the version does not exist. */
  get(key: PlanKey): Promise<Plan> {
    const id = `${key.internal_id}:${key.workflow_version_id}`;
    const known = this.#plans.get(id);
    this.#plans.delete(id);
    const plan =
      known ??
      this.#read(key).catch((error: unknown) => {
        this.#plans.delete(id);
        throw error;
      });
    this.#plans.set(id, plan);
    if (this.#plans.size > MAX_PLANS) this.#plans.delete(this.#plans.keys().next().value as string);
    return plan;
  }

  async #read(key: PlanKey): Promise<Plan> {
    const version = await readVersion(this.#db, key.workflow_id, key.workflow_version_id);
    if (version) return planWorkflow(version.workflow);
    throw new Error(`the definition of [${key.workflow_id}][${key.workflow_version_id}] is not stored`);
  }
}
