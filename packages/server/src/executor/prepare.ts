import { type Creation, type Plan, prepareRun, type RunRequest } from '@rondo/engine';
import { DecisionAborted, type DecisionPool } from './decision-pool.ts';
import type { Environments } from './environment.ts';

/** Evaluates the params of a run that is to be: here when that is cheap, in a worker when it is not. */
export async function prepareWithinBudget(
  parts: { readonly decisions: DecisionPool; readonly environment: Environments },
  plan: Plan,
  request: RunRequest,
): Promise<Creation> {
  const environment = parts.environment.budgeted();
  const creation = prepareRun(plan, request, environment);
  if (creation.ok || !creation.error.over_budget) return creation;
  try {
    return await parts.decisions.run({
      kind: 'prepare',
      workflow: plan.workflow,
      request,
      now: environment.now,
    });
  } catch (error) {
    if (!(error instanceof DecisionAborted)) throw error;
    return { ok: false, error: { ...creation.error, message: error.message } };
  }
}
