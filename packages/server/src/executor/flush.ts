import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { faultOf } from '../postgres/retryable.ts';
import type { CellWrite, RunCell } from './run-cell.ts';

/** Step rows that one transaction writes at most; bounds its size and how long a commit takes. */
const MAX_STEPS = 4000;
const MAX_RUNS = 1000;
const FIRST_RETRY_MS = 20;
const MAX_RETRY_MS = 2000;

export interface FlushOptions {
  readonly log: Logger;
  /** Commits in one transaction, or rejects having committed nothing (or not knowing). */
  commit(writes: readonly CellWrite[]): Promise<void>;
  /** Called after each commit, in order. */
  committed(writes: readonly CellWrite[]): void;
  /** A run that alone cannot be committed. */
  reject(write: CellWrite, error: unknown): void;
  /** True for the error of a commit that was fenced off; the runs of lost groups are dropped by then. */
  fenced(error: unknown): Promise<boolean>;
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

  constructor(options: FlushOptions) {
    this.#options = options;
  }

  /** Puts a run on the list of the next flush and starts one when none is under way. */
  add(cell: RunCell): void {
    cell.isDirty = true;
    this.#dirty.add(cell);
  }

  /** Starts flushing unless a flush is under way, which will take what was added. */
  start(): void {
    if (this.#running || this.#isStopped || this.#dirty.size === 0) return;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      this.start();
    });
  }

  drop(cell: RunCell): void {
    this.#dirty.delete(cell);
  }

  /** Waits for the flush under way and for what is dirty; nothing is written afterwards. */
  async stop(): Promise<void> {
    while (this.#running) await this.#running;
    this.#isStopped = true;
  }

  async #run(): Promise<void> {
    while (this.#dirty.size > 0 && !this.#isStopped) {
      await this.#commit(this.#takeBatch());
    }
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
    if (writes.length === 0) return;
    for (let wait = FIRST_RETRY_MS; ; wait = Math.min(wait * 2, MAX_RETRY_MS)) {
      try {
        await this.#options.commit(writes);
        for (const { cell } of writes) cell.isNew = false;
        this.#options.committed(writes);
        return;
      } catch (error) {
        if (await this.#options.fenced(error)) return this.#giveBack(writes);
        if (faultOf(error) === 'permanent') return this.#split(writes, error);
        this.#options.log.warn(
          { err: error, runs: writes.length, wait },
          'the commit of runs is tried again',
        );
        if (this.#isStopped) return;
        await delay(wait);
      }
    }
  }

  async #split(writes: readonly CellWrite[], error: unknown): Promise<void> {
    if (writes.length === 1) return this.#options.reject(writes[0] as CellWrite, error);
    const middle = writes.length >> 1;
    await this.#commit(writes.slice(0, middle));
    await this.#commit(writes.slice(middle));
  }

  #giveBack(writes: readonly CellWrite[]): void {
    for (const write of writes) {
      if (write.cell.isParked) continue;
      write.cell.giveBack(write);
      this.#dirty.add(write.cell);
    }
  }
}
