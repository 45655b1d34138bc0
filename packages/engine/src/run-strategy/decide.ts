import type { RunStrategy } from '@rondo/model';

/**
 * What a run strategy needs to know about the runs of one workflow: which are launched, which wait, and which failures
 * still block (STRICT_SEQUENTIAL). Instance ids, ascending.
 */
export interface StrategyState {
  readonly running: readonly number[];
  readonly queued: readonly number[];
  readonly blocking: readonly number[];
}

export type StrategyEvent =
  | { readonly type: 'StartRequested'; readonly instance_id: number }
  | { readonly type: 'RunEnded'; readonly instance_id: number; readonly failed: boolean }
  | { readonly type: 'FailuresUnblocked'; readonly instance_ids: readonly number[] }
  | { readonly type: 'StrategyChanged' };

export type StrategyCommand =
  | { readonly type: 'LaunchRun'; readonly instance_id: number }
  /** Ends a run before it was launched; `because_of` is the instance that it gives way to. */
  | { readonly type: 'RefuseRun'; readonly instance_id: number; readonly because_of: number }
  /** Stops a launched run; the one that takes its place is launched when it has ended. */
  | { readonly type: 'StopRun'; readonly instance_id: number; readonly because_of: number };

export interface StrategyDecision {
  readonly state: StrategyState;
  readonly commands: readonly StrategyCommand[];
}

/** Decides which runs of a workflow may go on (spec 5). Total: news about unknown instances change nothing. */
export function decideStrategy(
  strategy: RunStrategy,
  state: StrategyState,
  event: StrategyEvent,
): StrategyDecision {
  switch (event.type) {
    case 'StartRequested':
      if (state.queued.includes(event.instance_id) || state.running.includes(event.instance_id)) {
        return { state, commands: [] };
      }
      return admit(strategy, state, event.instance_id);
    case 'RunEnded': {
      // Only one rule asks for them, and the others would gather them for ever.
      const blocks =
        event.failed && strategy.rule === 'STRICT_SEQUENTIAL' && !state.blocking.includes(event.instance_id);
      return dequeue(strategy, {
        running: without(state.running, event.instance_id),
        queued: without(state.queued, event.instance_id),
        blocking: blocks ? [...state.blocking, event.instance_id] : state.blocking,
      });
    }
    case 'FailuresUnblocked':
      return dequeue(strategy, {
        ...state,
        blocking: state.blocking.filter((id) => !event.instance_ids.includes(id)),
      });
    case 'StrategyChanged':
      return dequeue(strategy, strategy.rule === 'STRICT_SEQUENTIAL' ? state : { ...state, blocking: [] });
  }
}

function admit(strategy: RunStrategy, state: StrategyState, id: number): StrategyDecision {
  switch (strategy.rule) {
    case 'SEQUENTIAL':
    case 'PARALLEL':
    case 'STRICT_SEQUENTIAL':
      return dequeue(strategy, { ...state, queued: [...state.queued, id] });
    case 'FIRST_ONLY': {
      const first = state.running[0] ?? state.queued[0];
      if (first === undefined) return launch(state, [id]);
      return { state, commands: [{ type: 'RefuseRun', instance_id: id, because_of: first }] };
    }
    case 'SERIAL_LATEST_ONLY':
      return replaceQueue(strategy, state, id);
    case 'LAST_ONLY': {
      const replaced = replaceQueue(strategy, state, id);
      const stops = state.running.map((running) => ({
        type: 'StopRun' as const,
        instance_id: running,
        because_of: id,
      }));
      return { state: replaced.state, commands: [...replaced.commands, ...stops] };
    }
  }
}

/** Everything that waits gives way to the newest. */
function replaceQueue(strategy: RunStrategy, state: StrategyState, id: number): StrategyDecision {
  const refused = state.queued.map((queued) => ({
    type: 'RefuseRun' as const,
    instance_id: queued,
    because_of: id,
  }));
  const next = dequeue(strategy, { ...state, queued: [id] });
  return { state: next.state, commands: [...refused, ...next.commands] };
}

function dequeue(strategy: RunStrategy, state: StrategyState): StrategyDecision {
  if (strategy.rule === 'STRICT_SEQUENTIAL' && state.blocking.length > 0) return { state, commands: [] };
  const limit = strategy.rule === 'PARALLEL' ? strategy.workflow_concurrency : 1;
  const free = Math.max(0, limit - state.running.length);
  return launch(
    { ...state, queued: state.queued.slice(free) },
    free === 0 ? [] : state.queued.slice(0, free),
  );
}

function launch(state: StrategyState, ids: readonly number[]): StrategyDecision {
  if (ids.length === 0) return { state, commands: [] };
  return {
    state: { ...state, running: [...state.running, ...ids] },
    commands: ids.map((id) => ({ type: 'LaunchRun', instance_id: id })),
  };
}

function without(ids: readonly number[], id: number): readonly number[] {
  return ids.includes(id) ? ids.filter((other) => other !== id) : ids;
}
