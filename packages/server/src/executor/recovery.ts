import type { Logger } from 'pino';
import type { Pool } from '../postgres/client.ts';
import { type LoadedRun, loadLiveRuns } from '../storage/run-loader.ts';
import type { Definitions } from './definitions.ts';
import type { Mailbox } from './mailbox.ts';
import type { Ownership } from './ownership.ts';
import { RunCell } from './run-cell.ts';
import type { StepPermits } from './step-permits.ts';
import type { WorkflowHeads } from './workflow-heads.ts';

const PAGE = 500;

export interface RecoveryOptions {
  readonly pool: Pool;
  readonly log: Logger;
  readonly ownership: Ownership;
  readonly definitions: Definitions;
  readonly heads: WorkflowHeads;
  readonly mailbox: Mailbox;
  readonly permits: StepPermits;
}

/** Goes on with every live run of this node's groups: what was asked of runtimes is asked again, timers are set. */
export async function recoverRuns(options: RecoveryOptions): Promise<number> {
  const { pool, ownership, heads, mailbox, permits, log } = options;
  const cells: RunCell[] = [];
  for (let after = 0; ; ) {
    const runs = await loadLiveRuns(pool, ownership.groups, after, PAGE);
    for (const run of runs) {
      const cell = await toCell(options, run);
      if (!cell) continue;
      heads.recover(cell);
      cells.push(cell);
    }
    const last = runs.at(-1);
    if (!last || runs.length < PAGE) break;
    after = last.run_key;
  }
  for (const id of new Set(cells.map((cell) => cell.state.instance.workflow_id))) {
    heads.decide(await heads.get(id), { type: 'StrategyChanged' });
  }
  for (const cell of cells) permits.find(cell);
  for (const cell of cells) if (!cell.isParked) mailbox.resume(cell);
  if (cells.length > 0) log.info({ runs: cells.length }, 'runs of an earlier server go on');
  return cells.length;
}

async function toCell(options: RecoveryOptions, run: LoadedRun): Promise<RunCell | undefined> {
  const { workflow_id, workflow_instance_id } = run.state.instance;
  try {
    const cell = new RunCell({
      runKey: run.run_key,
      group: options.ownership.claim(run.group_id),
      plan: await options.definitions.plan(run.state.instance),
      state: run.state,
      revision: run.revision,
      isNew: false,
    });
    cell.isParked = run.parked !== null;
    return cell;
  } catch (error) {
    options.log.error({ err: error, workflow_id, workflow_instance_id }, 'a run cannot go on');
    return undefined;
  }
}
