import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { commitFaultOf } from './commit-fault.ts';
import type { CellWrite, RunCell } from './run-cell.ts';

/** Step rows that one transaction writes at most; bounds its size and how long a commit takes. */
const MAX_STEPS = 4000;
const MAX_RUNS = 1000;
const FIRST_RETRY_MS = 20;
const MAX_RETRY_MS = 2000;
/** After so many tries a batch goes on in halves: it may be its size that the database cannot take. */
const TRIES_WHOLE = 6;
/** How long a stop waits for a database that does not take commits. */
const STOP_PATIENCE_MS = 5000;

export interface FlushOptions {
  readonly log: Logger;
  /** Commits in one transaction, or rejects having committed nothing (or not knowing). */
  commit(writes: readonly CellWrite[]): Promise<void>;
  /** Called after each commit, in order. Must not throw. */
  committed(writes: readonly CellWrite[]): void;
  /** A run that alone cannot be committed. */
  reject(write: CellWrite, error: unknown): void;
  /** Asked after a fenced commit: true when another node owns the runs of this one, and nothing can be committed. */
  isLost(): Promise<boolean>;
}

/**
 * Group commit: while one transaction is on its way, all runs that become dirty gather for the next. Nobody else
 * commits runs, so the rows of a run are written in the order of its decisions.
 */
export class Flush {
  readonly #options: FlushOptions;
  readonly #dirty = new Set<RunCell>();
  #running: Promise<void> | undefined;
  #isStopped = false;
  /** Epoch ms after which a commit is not tried again. */
  #giveUpAt = Number.POSITIVE_INFINITY;

  constructor(options: FlushOptions) {
    this.#options = options;
  }

  /** Puts a run on the list of the next flush. */
  add(cell: RunCell): void {
    this.#dirty.add(cell);
  }

  /** Starts flushing unless a flush is under way, which will take what was added. */
  start(): void {
    if (this.#running || this.#dirty.size === 0) return;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      this.start();
    });
  }

  drop(cell: RunCell): void {
    this.#dirty.delete(cell);
  }

  /**
   * Waits for the flush under way and for what is dirty; nothing is written afterwards. What the database does not take
   * for some seconds is given up: it is decided again after the next start.
   */
  async stop(): Promise<void> {
    this.#giveUpAt = Date.now() + STOP_PATIENCE_MS;
    while (this.#running) await this.#running;
    this.#isStopped = true;
  }

  async #run(): Promise<void> {
    while (this.#dirty.size > 0) await this.#commit(this.#takeBatch());
  }

  #takeBatch(): CellWrite[] {
    const writes: CellWrite[] = [];
    let steps = 0;
    for (const cell of this.#dirty) {
      this.#dirty.delete(cell);
      const write = cell.take();
      writes.push(write);
      steps += write.write.steps.length;
      if (steps >= MAX_STEPS || writes.length >= MAX_RUNS) break;
    }
    return writes;
  }

  /** Commits the batch. A passing fault is waited out; a batch that fails for good is split to find the run at fault. */
  async #commit(writes: readonly CellWrite[]): Promise<void> {
    let wait = FIRST_RETRY_MS;
    for (let tries = 1; ; tries++) {
      if (this.#isStopped) return abandon(writes);
      const error = await this.#try(writes);
      if (error === undefined) break;
      const fault = await this.#judge(error);
      if (fault === 'lost') this.#isStopped = true;
      else if (fault === 'data') return this.#split(writes, error);
      else {
        const runs = writes.length;
        this.#options.log.warn({ err: error, runs, wait }, 'the commit of runs is tried again');
        if (Date.now() >= this.#giveUpAt) this.#isStopped = true;
        else if (tries >= TRIES_WHOLE && runs > 1) return this.#split(writes, error);
        else await delay(wait);
        wait = Math.min(wait * 2, MAX_RETRY_MS);
      }
    }
    for (const { cell } of writes) cell.settle(true);
    this.#options.committed(writes);
  }

  async #try(writes: readonly CellWrite[]): Promise<unknown> {
    try {
      await this.#options.commit(writes);
      return undefined;
    } catch (error) {
      return error ?? new Error('the commit failed without saying why');
    }
  }

  async #judge(error: unknown): Promise<'lost' | 'data' | 'passing'> {
    const fault = commitFaultOf(error);
    if (fault !== 'fenced') return fault;
    // The database may be gone between the commit and the question.
    return (await this.#options.isLost().catch(() => false)) ? 'lost' : 'passing';
  }

  async #split(writes: readonly CellWrite[], error: unknown): Promise<void> {
    const [first] = writes;
    if (first && writes.length === 1) {
      first.cell.settle(false);
      return this.#options.reject(first, error);
    }
    const middle = writes.length >> 1;
    await this.#commit(writes.slice(0, middle));
    await this.#commit(writes.slice(middle));
  }
}

/** Tells those who wait that the commit will not be made here. */
function abandon(writes: readonly CellWrite[]): void {
  const error = new Error('the server ends before this is committed; ask again');
  for (const { onCommit } of writes) for (const done of onCommit) done(error);
}
