import {
  decideRun,
  type Environment,
  nextWake,
  type RunCommand,
  type RunEvent,
  resumeRun,
} from '@rondo/engine';
import type { Logger } from 'pino';
import type { RunDecision } from './decision-job.ts';
import { DecisionAborted, type DecisionPool } from './decision-pool.ts';
import type { Effects } from './effects.ts';
import type { Environments } from './environment.ts';
import type { Flush } from './flush.ts';
import type { CellWrite, RunCell, Settle } from './run-cell.ts';
import type { RunListeners } from './run-listeners.ts';
import type { StepPermits } from './step-permits.ts';

/** setTimeout counts in 32 bits; a longer wait is looked at again now and then. */
const MAX_TIMER_MS = 3_600_000;

export interface MailboxOptions {
  readonly log: Logger;
  readonly environment: Environments;
  readonly decisions: DecisionPool;
  readonly listeners: RunListeners;
  readonly permits: StepPermits;
  /** A run has come to its end: decided, not yet committed. */
  onEnded(cell: RunCell): void;
  /** The end of a run is committed: nothing in memory refers to it any more. */
  onGone(cell: RunCell): void;
  /** A run that is not stored yet never will be. */
  onRefused(cell: RunCell): void;
  /** Records that a run cannot go on. */
  park(cell: RunCell, reason: string): Promise<void>;
}

/**
 * The mailboxes of all runs of this node. Mail is gathered for one turn of the event loop, then every run that has some
 * decides all of it at once; what changed goes to the flush, and effects follow the commit.
 */
export class Mailbox {
  readonly #options: MailboxOptions;
  readonly #withMail = new Set<RunCell>();
  /** Runs with a timer: it would keep the process up after a stop. */
  readonly #armed = new Set<RunCell>();
  #isScheduled = false;
  #isStopped = false;
  #flush: Flush | undefined;
  #effects: Effects | undefined;

  constructor(options: MailboxOptions) {
    this.#options = options;
  }

  /** The flush and the effects report back here, so they come second. */
  connect(flush: Flush, effects: Effects): void {
    this.#flush = flush;
    this.#effects = effects;
  }

  post(cell: RunCell, event: RunEvent): void {
    if (cell.isParked || cell.isTerminal) return;
    cell.mail.push(event);
    this.#withMail.add(cell);
    this.#schedule();
  }

  /**
   * Calls `done` once the run's state is committed, together with the mail that was posted to it before this turn of
   * the event loop ends; with an error when it never will be.
   */
  request(cell: RunCell, done: Settle): void {
    if (cell.isParked) return done(new Error('the run is parked: it could not be decided or saved before'));
    if (this.#isStopped) return done(new Error('the server stops'));
    cell.waiting.push(done);
    this.#withMail.add(cell);
    this.#schedule();
  }

  /** Goes on with a run whose state was read from the database. */
  resume(cell: RunCell): void {
    const commands = resumeRun(cell.plan, cell.state);
    this.#askPermits(cell, commands);
    for (const command of commands) this.#effects?.perform(cell, command);
    this.post(cell, { type: 'TimerFired' });
    this.#arm(cell);
  }

  /** Puts a run aside that could not be decided or saved; its neighbours go on. */
  reject(cell: RunCell, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const { workflow_id, workflow_instance_id, workflow_run_id } = cell.state.instance;
    this.#options.log.error(
      { err: error, workflow_id, workflow_instance_id, workflow_run_id },
      'a run is parked: it could not be decided or saved',
    );
    cell.isParked = true;
    this.#disarm(cell);
    this.#flush?.drop(cell);
    for (const done of [...cell.waiting, ...cell.dropPending()]) done(error);
    cell.waiting = [];
    cell.revert();
    this.#options.permits.withdraw(cell);
    if (cell.isNew) return this.#options.onRefused(cell);
    this.#options.park(cell, reason).catch((failure) => {
      this.#options.log.error(
        { err: failure, workflow_id, workflow_instance_id },
        'a run could not be parked',
      );
    });
  }

  /** To be called by the flush after each commit. */
  committed(writes: readonly CellWrite[]): void {
    for (const { cell, write, commands, onCommit } of writes) {
      const isTerminal = write.state.end_time !== undefined;
      if (isTerminal) this.#options.onGone(cell);
      for (const command of commands) this.#effects?.perform(cell, command);
      this.#effects?.release(write.steps);
      for (const done of onCommit) done();
      this.#options.listeners.tell(write.state.instance, { revision: write.revision, isTerminal });
    }
  }

  /** Decides nothing any more. Who waits for mail that was not looked at yet is told so. */
  stop(): void {
    this.#isStopped = true;
    for (const cell of this.#withMail) {
      for (const done of cell.waiting.splice(0)) done(new Error('the server stops'));
    }
    for (const cell of this.#armed) clearTimeout(cell.timer);
    this.#armed.clear();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isStopped) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#deliver();
      this.#flush?.start();
    });
  }

  #deliver(): void {
    if (this.#isStopped) return;
    const environment = this.#options.environment.budgeted();
    // A run that ends may launch another one of its workflow, which then is delivered in this same turn.
    for (const cell of this.#withMail) {
      this.#withMail.delete(cell);
      this.#decide(cell, environment);
    }
  }

  #decide(cell: RunCell, environment: Environment): void {
    // Its mail waits until the decision that is being made elsewhere is back.
    if (cell.isDecidedElsewhere) return;
    const { mail: events, waiting } = cell;
    cell.mail = [];
    cell.waiting = [];
    if (cell.isParked || cell.isTerminal || events.length === 0) return this.#settle(cell, waiting);
    try {
      const decision = decideRun(cell.plan, cell.state, events, environment);
      if (decision.isOverBudget) void this.#decideElsewhere(cell, events, waiting, environment.now);
      else this.#apply(cell, decision, waiting);
    } catch (error) {
      this.#settle(cell, waiting);
      this.reject(cell, error);
    }
  }

  #apply(cell: RunCell, decision: RunDecision, waiting: readonly Settle[]): void {
    const { state, changed, commands, isDurable } = decision;
    if (isDurable) {
      cell.apply(state, changed, commands);
      this.#flush?.add(cell);
    } else {
      // Only what was asked for before is asked again, such as a poll: there is nothing to commit first.
      cell.apply(state, changed, []);
      for (const command of commands) this.#effects?.perform(cell, command);
    }
    this.#settle(cell, waiting);
    this.#askPermits(cell, decision.commands);
    this.#options.permits.release(cell, changed);
    if (cell.isTerminal) {
      this.#disarm(cell);
      this.#options.onEnded(cell);
    } else this.#arm(cell);
  }

  /** Asked at once: a permit that is free is used before the commit, so that it costs none of its own. */
  #askPermits(cell: RunCell, commands: readonly RunCommand[]): void {
    for (const command of commands) {
      const step = cell.state.steps.get(command.step_id);
      if (command.type === 'AcquirePermit' && step) this.#options.permits.request(cell, step);
    }
  }

  /** Those who wait are answered by the next commit of the run, which there will be even if nothing changed. */
  #settle(cell: RunCell, waiting: readonly Settle[]): void {
    for (const done of waiting) cell.afterCommit(done);
    if (waiting.length > 0) this.#flush?.add(cell);
  }

  /** Makes a decision again whose expressions took too long here. The other runs go on meanwhile. */
  async #decideElsewhere(
    cell: RunCell,
    events: readonly RunEvent[],
    waiting: Settle[],
    now: number,
  ): Promise<void> {
    cell.isDecidedElsewhere = true;
    // A start need not wait: the run exists from now on. Others wait for what they asked for to be decided.
    if (cell.isNew) this.#settle(cell, waiting.splice(0));
    const { state, plan } = cell;
    const job = { kind: 'decide', workflow: plan.workflow, state, events, now } as const;
    try {
      const decision = await this.#options.decisions.run(job).catch((error: unknown) => {
        if (this.#isStopped || !(error instanceof DecisionAborted)) throw error;
        return decideRun(plan, state, events, this.#options.environment.exhausted());
      });
      // It may have been put aside meanwhile: a new run whose row could not be written.
      if (!cell.isParked) this.#apply(cell, decision, waiting);
    } catch (error) {
      if (this.#isStopped) for (const done of waiting) done(error);
      else {
        this.#settle(cell, waiting);
        this.reject(cell, error);
      }
    } finally {
      cell.isDecidedElsewhere = false;
      if (cell.mail.length > 0 || cell.waiting.length > 0) this.#withMail.add(cell);
      this.#schedule();
    }
  }

  #arm(cell: RunCell): void {
    this.#disarm(cell);
    const wake = nextWake(cell.state);
    if (wake === undefined || cell.isParked || this.#isStopped) return;
    const wait = Math.min(Math.max(0, wake - Date.now()), MAX_TIMER_MS);
    cell.timer = setTimeout(() => this.post(cell, { type: 'TimerFired' }), wait);
    this.#armed.add(cell);
  }

  #disarm(cell: RunCell): void {
    clearTimeout(cell.timer);
    this.#armed.delete(cell);
  }
}
