import type { Logger } from 'pino';
import type { Pool } from '../postgres/client.ts';
import { faultOf } from '../postgres/retryable.ts';
import { type LoadedRun, loadLiveRuns } from '../storage/run-loader.ts';
import { parkRun } from '../storage/run-writer.ts';
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

/**
 * Goes on with every live run of this node's groups: what was asked of runtimes is asked again, timers are set. A run
 * that cannot go on, or whose workflow cannot, is left out and logged; the others do not depend on it.
 */
export async function recoverRuns(options: RecoveryOptions): Promise<number> {
  const { heads, mailbox, permits, log } = options;
  const cells = await loadCells(options);
  // Before any of them goes on: what is held already must not be granted once more.
  for (const cell of cells) permits.find(cell);
  for (const cell of cells) heads.recover(cell);
  const left = new Set<string>();
  for (const id of new Set(cells.map((cell) => cell.state.instance.workflow_id))) {
    try {
      heads.decide(await heads.get(id), { type: 'StrategyChanged' });
    } catch (error) {
      if (faultOf(error) !== 'permanent') throw error;
      log.error({ err: error, workflow_id: id }, 'the runs of a workflow cannot go on');
      left.add(id);
    }
  }
  for (const cell of cells) {
    if (!cell.isParked && !left.has(cell.state.instance.workflow_id)) mailbox.resume(cell);
  }
  if (cells.length > 0) log.info({ runs: cells.length }, 'runs of an earlier server go on');
  return cells.length;
}

async function loadCells(options: RecoveryOptions): Promise<RunCell[]> {
  const cells: RunCell[] = [];
  for (let after = 0; ; ) {
    const runs = await loadLiveRuns(options.pool, options.ownership.groups, after, PAGE);
    for (const run of runs) {
      const cell = await toCell(options, run);
      if (cell) cells.push(cell);
    }
    const last = runs.at(-1);
    if (!last || runs.length < PAGE) return cells;
    after = last.run_key;
  }
}

/** The run in memory; undefined, and parked, when it cannot be read or has no definition that could be followed. */
async function toCell(
  { ownership, definitions, pool, log }: RecoveryOptions,
  run: LoadedRun,
): Promise<RunCell | undefined> {
  const { workflow_id, workflow_instance_id } = run;
  const group = ownership.claim(run.group_id);
  try {
    const state = run.decode();
    const plan = await definitions.plan(state.instance);
    const { run_key: runKey, revision } = run;
    const cell = new RunCell({ runKey, group, plan, state, revision, isNew: false });
    cell.isParked = run.parked !== null;
    return cell;
  } catch (error) {
    if (faultOf(error) !== 'permanent') throw error;
    log.error({ err: error, workflow_id, workflow_instance_id }, 'a run cannot go on');
    await parkRun(pool, run.run_key, group, error instanceof Error ? error.message : String(error));
    return undefined;
  }
}
