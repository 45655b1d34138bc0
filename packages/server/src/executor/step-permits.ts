import { decidePermits, NO_PERMITS, type PermitEvent, type PermitState, type StepState } from '@rondo/engine';
import type { RunCell } from './run-cell.ts';

/** Who waits for a permit, to be told when it is granted. */
interface Waiting {
  readonly cell: RunCell;
  readonly step: StepState;
}

/**
 * How many steps of a workflow run at once (`step_concurrency`), over all of its runs. In memory only: who holds a permit
 * can be seen from the states of the runs, and is found again after a crash.
 */
export class StepPermits {
  readonly #grant: (cell: RunCell, step: StepState) => void;
  readonly #states = new Map<string, PermitState>();
  readonly #waiting = new Map<string, Waiting>();

  /** `grant` is called for each attempt that may run, possibly before `request` returns. */
  constructor(grant: (cell: RunCell, step: StepState) => void) {
    this.#grant = grant;
  }

  request(cell: RunCell, step: StepState): void {
    const limit = cell.state.instance.run_properties.step_concurrency ?? Number.POSITIVE_INFINITY;
    this.#waiting.set(step.step_uuid, { cell, step });
    this.#decide(cell, { type: 'PermitRequested', request: { step_uuid: step.step_uuid, limit } });
  }

  /** Notes what a run that was taken over already holds; to be called for all runs before any of them goes on. */
  find(cell: RunCell): void {
    if (cell.state.instance.run_properties.step_concurrency === undefined) return;
    for (const { status, step_uuid } of cell.state.steps.values()) {
      if (status === 'STARTING' || status === 'RUNNING')
        this.#decide(cell, { type: 'PermitFound', step_uuid });
    }
  }

  /** Gives back what attempts held that are over now. */
  release(cell: RunCell, changed: readonly StepState[]): void {
    if (!this.#states.has(cell.state.instance.workflow_id)) return;
    for (const { times, step_uuid } of changed) {
      if (times.end_time !== undefined) this.#decide(cell, { type: 'PermitReleased', step_uuid });
    }
  }

  /** Takes back what a run wants that cannot go on. What may work somewhere keeps its permit, unless it was never begun. */
  withdraw(cell: RunCell): void {
    if (!this.#states.has(cell.state.instance.workflow_id)) return;
    for (const { status, step_uuid } of cell.state.steps.values()) {
      const mayWork = !cell.isNew && (status === 'STARTING' || status === 'RUNNING');
      if (!mayWork) this.#decide(cell, { type: 'PermitReleased', step_uuid });
    }
  }

  #decide(cell: RunCell, event: PermitEvent): void {
    const id = cell.state.instance.workflow_id;
    const { state, granted } = decidePermits(this.#states.get(id) ?? NO_PERMITS, event);
    if (state.held.size + state.waiting.length > 0) this.#states.set(id, state);
    else this.#states.delete(id);
    if (event.type === 'PermitReleased') this.#waiting.delete(event.step_uuid);
    for (const uuid of granted) {
      const waiting = this.#waiting.get(uuid);
      this.#waiting.delete(uuid);
      if (waiting) this.#grant(waiting.cell, waiting.step);
    }
  }
}
