import { RondoError, type RunStrategy } from '@rondo/model';
import type { Queryable } from '../../postgres/client.ts';
import { countInstances } from '../../storage/run-reader.ts';

/** Throws PRECONDITION_FAILED when the runs that a workflow has do not allow the new strategy (spec 3.5). */
export async function checkStrategyChange(
  tx: Queryable,
  workflowId: string,
  strategy: RunStrategy,
): Promise<void> {
  const { rule } = strategy;
  if (rule !== 'FIRST_ONLY' && rule !== 'LAST_ONLY' && rule !== 'STRICT_SEQUENTIAL') return;
  const { nonterminal, failed } = await countInstances(tx, workflowId);
  if (rule === 'STRICT_SEQUENTIAL') {
    if (failed === 0) return;
    throw refusal(workflowId, rule, `${failed} failed instance(s)`, 'none may have failed');
  }
  const live = (nonterminal.CREATED ?? 0) + (nonterminal.IN_PROGRESS ?? 0);
  if (live >= 2) throw refusal(workflowId, rule, `${live} nonterminal instances`, 'at most one is allowed');
}

function refusal(workflowId: string, rule: string, found: string, limit: string): RondoError {
  return new RondoError(
    'PRECONDITION_FAILED',
    `Cannot update run strategy of workflow [${workflowId}] to [${rule}]: it has ${found}, ${limit}`,
  );
}
