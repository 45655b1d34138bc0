import type { Plan, RunCommand, RunEvent, RunState, StepState } from '@rondo/engine';
import type { GroupClaim, RunWrite } from '../storage/run-writer.ts';

/** Called once with nothing when what it waits for is committed, or with the error that made that impossible. */
export type Settle = (error?: unknown) => void;

/** What a run still has to get committed, gathered since the last flush took its share. */
interface Pending {
  readonly steps: Map<string, StepState>;
  readonly commands: RunCommand[];
  readonly onCommit: Settle[];
}

/** One run in the memory of the node that owns it: its state, its mail, and what is not committed yet. */
export class RunCell {
  readonly runKey: number;
  readonly group: GroupClaim;
  readonly plan: Plan;
  state: RunState;
  revision: number;
  isNew: boolean;
  isParked = false;
  /** True while a worker decides for the run. */
  isDecidedElsewhere = false;
  mail: RunEvent[] = [];
  /** Who waits for the commit of the mail that is here. */
  waiting: Settle[] = [];
  timer: NodeJS.Timeout | undefined;
  /** The state as it was last committed, and the one that a flush is about to commit. */
  #committed: RunState;
  #inFlight: RunState | undefined;
  #pending: Pending = emptyPending();
  #isRunChanged = false;

  constructor(fields: {
    runKey: number;
    group: GroupClaim;
    plan: Plan;
    state: RunState;
    revision: number;
    isNew: boolean;
  }) {
    this.runKey = fields.runKey;
    this.group = fields.group;
    this.plan = fields.plan;
    this.state = fields.state;
    this.#committed = fields.state;
    this.revision = fields.revision;
    this.isNew = fields.isNew;
  }

  get isTerminal(): boolean {
    return this.state.end_time !== undefined;
  }

  /** Takes over a decision; what it changed waits for the next flush. */
  apply(state: RunState, changed: readonly StepState[], commands: readonly RunCommand[]): void {
    this.#isRunChanged ||= isOtherRun(this.state, state);
    this.state = state;
    for (const step of changed) this.#pending.steps.set(`${step.step_id}#${step.step_attempt_id}`, step);
    this.#pending.commands.push(...commands);
  }

  /** Calls `done` once everything decided so far is committed, or with the error that made it impossible. */
  afterCommit(done: Settle): void {
    this.#pending.onCommit.push(done);
  }

  /** Hands everything that waits to a flush. Later decisions gather for the next one. */
  take(): CellWrite {
    const { steps, commands, onCommit } = this.#pending;
    this.#pending = emptyPending();
    this.revision += 1;
    const write: RunWrite = {
      run_key: this.runKey,
      group: this.group,
      revision: this.revision,
      isNew: this.isNew,
      isRunChanged: this.#isRunChanged,
      state: this.state,
      steps: [...steps.values()],
    };
    this.#isRunChanged = false;
    this.#inFlight = this.state;
    return { cell: this, write, commands, onCommit };
  }

  /** To be told of what became of the last `take`. */
  settle(isCommitted: boolean): void {
    if (isCommitted && this.#inFlight) this.#committed = this.#inFlight;
    if (isCommitted) this.isNew = false;
    this.#inFlight = undefined;
  }

  /** Gives up what waits for a flush; answers who waits for it. */
  dropPending(): readonly Settle[] {
    const { onCommit } = this.#pending;
    this.#pending = emptyPending();
    this.#isRunChanged = false;
    return onCommit;
  }

  /** Goes back to what is saved: what was decided since then is forgotten. */
  revert(): void {
    this.state = this.#inFlight ?? this.#committed;
    this.mail = [];
  }
}

/** One run's share of a flush. */
export interface CellWrite {
  readonly cell: RunCell;
  readonly write: RunWrite;
  /** Effects to carry out after the commit. */
  readonly commands: readonly RunCommand[];
  readonly onCommit: readonly Settle[];
}

/** Whether the row of the run has to be written for the change from one state to the other. */
function isOtherRun(before: RunState, after: RunState): boolean {
  return (
    before.status !== after.status ||
    before.timeline !== after.timeline ||
    before.ending !== after.ending ||
    before.start_time !== after.start_time ||
    before.end_time !== after.end_time
  );
}

function emptyPending(): Pending {
  return { steps: new Map(), commands: [], onCommit: [] };
}
