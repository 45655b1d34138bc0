import type { Logger } from 'pino';
import type { RunChange, RunId } from './port.ts';

type Listener = (change: RunChange) => void;

/** Who wants to hear of a run's commits on this node. */
export class RunListeners {
  readonly #log: Logger;
  readonly #byRun = new Map<string, Set<Listener>>();

  constructor(log: Logger) {
    this.#log = log;
  }

  add(run: RunId, listener: Listener): () => void {
    const key = keyOf(run);
    const listeners = this.#byRun.get(key) ?? new Set();
    listeners.add(listener);
    this.#byRun.set(key, listeners);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#byRun.get(key) === listeners) this.#byRun.delete(key);
    };
  }

  tell(run: RunId, change: RunChange): void {
    if (this.#byRun.size === 0) return;
    for (const listener of this.#byRun.get(keyOf(run)) ?? []) {
      try {
        listener(change);
      } catch (error) {
        this.#log.error({ err: error, run: keyOf(run) }, 'who listens to a run failed');
      }
    }
  }
}

function keyOf(run: RunId): string {
  return `${run.workflow_id}/${run.workflow_instance_id}/${run.workflow_run_id}`;
}
