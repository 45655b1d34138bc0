import type { StrategyCommand, StrategyEvent } from '@rondo/engine';
import { DEFAULT_RUN_STRATEGY, type RunStrategy } from '@rondo/model';
import type { Pool } from '../postgres/client.ts';
import { listFailedInstances, readLatestInstanceId } from '../storage/run-loader.ts';
import type { Definitions } from './definitions.ts';
import type { Mailbox } from './mailbox.ts';
import type { RunCell } from './run-cell.ts';
import { WorkflowHead } from './workflow-head.ts';

/** Author of what a run strategy does to runs (spec A). */
const STRATEGY_USER = 'maestro_run_strategy';

/** The heads of the workflows that this node runs, each read from the database when it is first needed. */
export class WorkflowHeads {
  readonly #pool: Pool;
  readonly #definitions: Definitions;
  readonly #mailbox: Mailbox;
  readonly #heads = new Map<string, Promise<WorkflowHead>>();
  /** The live runs of a workflow, before its head was needed. */
  readonly #recovered = new Map<string, RunCell[]>();

  constructor(pool: Pool, definitions: Definitions, mailbox: Mailbox) {
    this.#pool = pool;
    this.#definitions = definitions;
    this.#mailbox = mailbox;
  }

  get(workflowId: string): Promise<WorkflowHead> {
    const known = this.#heads.get(workflowId);
    if (known) return known;
    const loading = this.#load(workflowId);
    this.#heads.set(workflowId, loading);
    loading.catch(() => this.#heads.delete(workflowId));
    return loading;
  }

  /** Takes a live run that a predecessor of this node left; before the workflow's head is asked for. */
  recover(cell: RunCell): void {
    const id = cell.state.instance.workflow_id;
    const cells = this.#recovered.get(id);
    if (cells) cells.push(cell);
    else this.#recovered.set(id, [cell]);
  }

  /** Puts the strategy's decision about an event into the mail of the runs. */
  decide(head: WorkflowHead, event: StrategyEvent): readonly StrategyCommand[] {
    const commands = head.decide(event);
    for (const command of commands) {
      const cell = head.cells.get(command.instance_id);
      if (!cell) continue;
      if (command.type === 'LaunchRun') this.#mailbox.post(cell, { type: 'RunLaunched' });
      else this.#giveWay(head, cell, command.because_of);
    }
    return commands;
  }

  /** Tells the head of a workflow, if it is in memory, that a run is over. */
  async ended(cell: RunCell): Promise<void> {
    const { workflow_id, workflow_instance_id } = cell.state.instance;
    const head = await this.#heads.get(workflow_id);
    if (!head) return;
    const failed = cell.state.status === 'FAILED';
    this.decide(head, { type: 'RunEnded', instance_id: workflow_instance_id, failed });
  }

  /** Lets go of a run whose end is committed. */
  forget(cell: RunCell): void {
    const { workflow_id, workflow_instance_id } = cell.state.instance;
    this.#heads.get(workflow_id)?.then((head) => {
      if (head.cells.get(workflow_instance_id) === cell) head.cells.delete(workflow_instance_id);
    });
  }

  /** Lets go of a run that could not be stored: it never was, and the next one may go on. */
  async discard(cell: RunCell): Promise<void> {
    const { workflow_id, workflow_instance_id } = cell.state.instance;
    this.forget(cell);
    const head = await this.#heads.get(workflow_id);
    if (head) this.decide(head, { type: 'RunEnded', instance_id: workflow_instance_id, failed: false });
  }

  /** Reads the workflow's strategy again and lets it act on the change. */
  async strategyChanged(workflowId: string): Promise<void> {
    this.#definitions.forgetFacts(workflowId);
    const head = await this.#heads.get(workflowId);
    if (!head) return;
    head.strategy = await this.#strategyOf(workflowId);
    this.decide(head, { type: 'StrategyChanged' });
  }

  #giveWay(head: WorkflowHead, cell: RunCell, becauseOf: number): void {
    const reason =
      `${head.strategy.rule} run strategy: workflow instance ` +
      `[${head.workflowId}][${cell.state.instance.workflow_instance_id}] gives way to instance [${becauseOf}]`;
    this.#mailbox.post(cell, { type: 'TerminationRequested', action: 'STOP', user: STRATEGY_USER, reason });
  }

  async #load(workflowId: string): Promise<WorkflowHead> {
    const strategy = await this.#strategyOf(workflowId);
    const latest = await readLatestInstanceId(this.#pool, workflowId);
    const blocking =
      strategy.rule === 'STRICT_SEQUENTIAL' ? await listFailedInstances(this.#pool, workflowId) : [];
    const cells = this.#recovered.get(workflowId) ?? [];
    this.#recovered.delete(workflowId);
    cells.sort((a, b) => idOf(a) - idOf(b));
    const head = new WorkflowHead(workflowId, strategy, latest, {
      running: cells.filter((cell) => cell.state.status !== 'CREATED').map(idOf),
      queued: cells.filter((cell) => cell.state.status === 'CREATED').map(idOf),
      blocking,
    });
    for (const cell of cells) head.cells.set(idOf(cell), cell);
    return head;
  }

  async #strategyOf(workflowId: string): Promise<RunStrategy> {
    return (await this.#definitions.facts(workflowId)).properties.run_strategy ?? DEFAULT_RUN_STRATEGY;
  }
}

function idOf(cell: RunCell): number {
  return cell.state.instance.workflow_instance_id;
}
