import { type PropertiesSnapshot, type PropertiesUpdate, RondoError, type User } from '@rondo/model';
import { transaction } from '../../postgres/client.ts';
import { lockWorkflow, saveWorkflow } from '../../storage/workflow.ts';
import { insertPropertiesSnapshot } from '../../storage/workflow-properties.ts';
import { insertTimelineEvent } from '../../storage/workflow-timeline.ts';
import type { DefinitionTools } from './definition-tools.ts';
import { newRunStrategy, updateProperties } from './properties.ts';
import { checkStrategyChange } from './strategy-guard.ts';
import { refuseUnsupportedProperties } from './unsupported.ts';

/** Changes what holds for all versions. An unknown workflow is BAD_REQUEST, not NOT_FOUND (spec 1.1). */
export async function changeProperties(
  tools: DefinitionTools,
  workflowId: string,
  update: PropertiesUpdate,
  author: User,
): Promise<PropertiesSnapshot> {
  refuseUnsupportedProperties(update);
  const { now } = tools.environment();
  const snapshot = await transaction(tools.pool, async (tx) => {
    const current = await lockWorkflow(tx, workflowId);
    if (!current) {
      throw new RondoError('BAD_REQUEST', `Workflow [${workflowId}] does not exist; it has no properties`);
    }
    const changed = updateProperties(current.properties, update, { workflow_id: workflowId, author, now });
    const strategy = newRunStrategy(current.properties, update.run_strategy);
    if (strategy) await checkStrategyChange(tx, workflowId, strategy);
    await saveWorkflow(tx, { ...current, properties: changed, modify_time: now });
    await insertPropertiesSnapshot(tx, changed, update);
    const log = `Update the properties for workflow: ${workflowId}`;
    await insertTimelineEvent(tx, workflowId, { author, log, timestamp: now });
    return changed;
  });
  await tools.executor.workflowChanged(workflowId);
  return snapshot;
}
