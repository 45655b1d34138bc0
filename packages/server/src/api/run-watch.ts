import { isTerminalWorkflowStatus } from '@rondo/model';
import type { Logger } from 'pino';
import type { Executor, RunChange } from '../executor/port.ts';
import type { Pool } from '../postgres/client.ts';
import type { RunRow } from '../storage/run-codec.ts';
import { readRunHeads } from '../storage/run-head.ts';

const POLL_MS = 1_000;

interface Watched {
  revision: number;
  readonly listeners: Set<(change: RunChange) => void>;
  readonly unsubscribe: () => void;
}

/**
 * Tells about commits of runs: at once for runs of this node, and after at most one poll for runs of others. All watched
 * runs share one query a poll; none is made while nobody watches.
 */
export class RunWatch {
  readonly #executor: Executor;
  readonly #pool: Pool;
  readonly #log: Logger;
  readonly #pollMs: number;
  readonly #watched = new Map<number, Watched>();
  #timer: NodeJS.Timeout | undefined;

  constructor(executor: Executor, pool: Pool, log: Logger, pollMs = POLL_MS) {
    this.#executor = executor;
    this.#pool = pool;
    this.#log = log;
    this.#pollMs = pollMs;
  }

  /** Calls `listener` for each commit after the row was read, until the returned function is called. */
  watch(row: RunRow, listener: (change: RunChange) => void): () => void {
    const watched = this.#watched.get(row.run_key) ?? this.#add(row);
    watched.listeners.add(listener);
    this.#schedule();
    return () => {
      watched.listeners.delete(listener);
      if (watched.listeners.size > 0 || this.#watched.get(row.run_key) !== watched) return;
      watched.unsubscribe();
      this.#watched.delete(row.run_key);
      if (this.#watched.size === 0) this.stop();
    };
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #add(row: RunRow): Watched {
    const run = {
      workflow_id: row.workflow_id,
      workflow_instance_id: row.instance_id,
      workflow_run_id: row.run_id,
    };
    const watched: Watched = {
      revision: row.revision,
      listeners: new Set(),
      unsubscribe: this.#executor.onCommit(run, (change) => tell(watched, change)),
    };
    this.#watched.set(row.run_key, watched);
    return watched;
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#watched.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#poll().finally(() => this.#schedule());
    }, this.#pollMs);
    this.#timer.unref();
  }

  async #poll(): Promise<void> {
    try {
      for (const head of await readRunHeads(this.#pool, [...this.#watched.keys()])) {
        const watched = this.#watched.get(head.run_key);
        const isTerminal = isTerminalWorkflowStatus(head.status);
        if (watched) tell(watched, { revision: head.revision, isTerminal });
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'could not look up the runs that are watched; will try again');
    }
  }
}

function tell(watched: Watched, change: RunChange): void {
  if (change.revision <= watched.revision) return;
  watched.revision = change.revision;
  for (const listener of [...watched.listeners]) listener(change);
}
