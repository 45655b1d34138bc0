/** A step attempt that wants to run, and how many of its workflow may run at once as far as its run knows. */
export interface PermitRequest {
  readonly step_uuid: string;
  readonly limit: number;
}

/** Who of one workflow holds a permit to run, and who waits, in the order in which they asked. */
export interface PermitState {
  readonly held: ReadonlySet<string>;
  readonly waiting: readonly PermitRequest[];
}

export type PermitEvent =
  | { readonly type: 'PermitRequested'; readonly request: PermitRequest }
  /** Found running after a takeover: it holds its permit, whatever the limit says. */
  | { readonly type: 'PermitFound'; readonly step_uuid: string }
  /** The attempt is over, or does not want to run any more. */
  | { readonly type: 'PermitReleased'; readonly step_uuid: string };

export interface PermitDecision {
  readonly state: PermitState;
  /** Attempts that may run now. */
  readonly granted: readonly string[];
}

export const NO_PERMITS: PermitState = { held: new Set(), waiting: [] };

/**
 * Decides who may run (spec 7.3): one that asks is granted when fewer than its limit hold a permit; one that cannot be
 * granted does not block those behind it. A lowered limit takes nothing back. Total: what is repeated changes nothing.
 */
export function decidePermits(state: PermitState, event: PermitEvent): PermitDecision {
  switch (event.type) {
    case 'PermitRequested': {
      const { request } = event;
      const isKnown = state.held.has(request.step_uuid) || isWaiting(state, request.step_uuid);
      if (isKnown) return { state, granted: [] };
      return grant({ ...state, waiting: [...state.waiting, request] });
    }
    case 'PermitFound':
      if (state.held.has(event.step_uuid)) return { state, granted: [] };
      return { state: { ...state, held: new Set([...state.held, event.step_uuid]) }, granted: [] };
    case 'PermitReleased': {
      const isHeld = state.held.has(event.step_uuid);
      if (!isHeld && !isWaiting(state, event.step_uuid)) return { state, granted: [] };
      const held = new Set(state.held);
      held.delete(event.step_uuid);
      const waiting = state.waiting.filter((request) => request.step_uuid !== event.step_uuid);
      return grant({ held, waiting });
    }
  }
}

function isWaiting(state: PermitState, uuid: string): boolean {
  return state.waiting.some((request) => request.step_uuid === uuid);
}

function grant(state: PermitState): PermitDecision {
  const held = new Set(state.held);
  const waiting: PermitRequest[] = [];
  const granted: string[] = [];
  for (const request of state.waiting) {
    if (held.size < request.limit) {
      held.add(request.step_uuid);
      granted.push(request.step_uuid);
    } else waiting.push(request);
  }
  return { state: { held, waiting }, granted };
}
