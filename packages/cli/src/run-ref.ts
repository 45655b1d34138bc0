import type { RondoClient, RunRef } from '@rondo/sdk';
import { UsageError } from './problem.ts';

/** A workflow, and maybe one of its instances and runs, as it was written. */
export interface WrittenRef {
  readonly workflow_id: string;
  readonly workflow_instance_id?: number;
  readonly workflow_run_id?: number;
}

/** How a run is written, for the help. */
export const RUN_SYNTAX = 'WORKFLOW[:INSTANCE[:RUN]]';

/** Reads `WORKFLOW`, `WORKFLOW:INSTANCE` or `WORKFLOW:INSTANCE:RUN`; throws UsageError. */
export function parseRunRef(text: string): WrittenRef {
  const [workflow_id = '', instance, run, ...rest] = text.split(':');
  if (workflow_id === '' || rest.length > 0) {
    throw new UsageError(`a run is written ${RUN_SYNTAX}, not [${text}]`);
  }
  return {
    workflow_id,
    ...(instance === undefined ? {} : { workflow_instance_id: readId('instance', instance, text) }),
    ...(run === undefined ? {} : { workflow_run_id: readId('run', run, text) }),
  };
}

/** Fills in what was left out: the latest instance, and its latest run. Throws UsageError when there is none yet. */
export async function resolveRun(client: RondoClient, ref: WrittenRef): Promise<RunRef> {
  const { workflow_id } = ref;
  const workflow_instance_id = ref.workflow_instance_id ?? (await latestInstance(client, workflow_id));
  if (ref.workflow_run_id !== undefined) {
    return { workflow_id, workflow_instance_id, workflow_run_id: ref.workflow_run_id };
  }
  const { workflow_run_id } = await client.instances.get({ workflow_id, workflow_instance_id });
  return { workflow_id, workflow_instance_id, workflow_run_id };
}

async function latestInstance(client: RondoClient, workflowId: string): Promise<number> {
  const overview = await client.workflows.overview(workflowId);
  if (overview.latest_instance_id !== undefined) return overview.latest_instance_id;
  throw new UsageError(`workflow [${workflowId}] has not run yet; start it with: rondo run ${workflowId}`);
}

function readId(noun: string, digits: string, text: string): number {
  if (/^[1-9]\d{0,14}$/.test(digits)) return Number(digits);
  throw new UsageError(`the ${noun} in [${text}] must be a positive number, not [${digits}]`);
}
