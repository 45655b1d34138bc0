import { decideStrategy, type StrategyCommand, type StrategyEvent, type StrategyState } from '@rondo/engine';
import type { RunStrategy } from '@rondo/model';
import type { RunCell } from './run-cell.ts';

/** What all runs of one workflow share on the node that owns them: the next number, and who may run. */
export class WorkflowHead {
  readonly workflowId: string;
  strategy: RunStrategy;
  /** Runs of this workflow that are not over, by instance id. */
  readonly cells = new Map<number, RunCell>();
  /** Request ids of starts under way, and whether there is an instance with the id afterwards. */
  readonly starting = new Map<string, Promise<boolean>>();
  #latestInstanceId: number;
  #state: StrategyState;

  constructor(workflowId: string, strategy: RunStrategy, latestInstanceId: number, state: StrategyState) {
    this.workflowId = workflowId;
    this.strategy = strategy;
    this.#latestInstanceId = latestInstanceId;
    this.#state = state;
  }

  nextInstanceId(): number {
    this.#latestInstanceId += 1;
    return this.#latestInstanceId;
  }

  /** Takes the event in and answers what the runs have to be told. */
  decide(event: StrategyEvent): readonly StrategyCommand[] {
    const decision = decideStrategy(this.strategy, this.#state, event);
    this.#state = decision.state;
    return decision.commands;
  }
}
