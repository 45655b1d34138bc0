import { deadlineOf } from '../step/advance.ts';
import { runDeadline } from './decide.ts';
import { isActive } from './draft.ts';
import type { RunState } from './state.ts';

/** Epoch ms at which the run next needs a TimerFired, or undefined when only messages can move it. */
export function nextWake(state: RunState): number | undefined {
  if (state.status !== 'IN_PROGRESS') return undefined;
  let next = runDeadline(state) ?? Number.POSITIVE_INFINITY;
  for (const step of state.steps.values()) {
    if (!isActive(step)) continue;
    if (step.retry_at !== undefined) next = Math.min(next, step.retry_at);
    else {
      if (step.poll_at !== undefined) next = Math.min(next, step.poll_at);
      if (!step.terminating) next = Math.min(next, deadlineOf(step) ?? next);
    }
  }
  return Number.isFinite(next) ? next : undefined;
}
