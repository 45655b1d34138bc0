import type { PlannedStep } from '../graph/plan.ts';
import { type RunDraft, withStatus } from '../workflow/draft.ts';
import { nextAttempt } from './attempt.ts';
import { failAttempt, isWithRuntime, putFatal, settled, withoutRetries } from './finish.ts';
import { inlineRuntime } from './inline-runtime.ts';
import type { StepState, Termination } from './state.ts';

/** Ends an active attempt: at once, or after its runtime has let go of what it runs. */
export function terminateStep(
  draft: RunDraft,
  planned: PlannedStep,
  step: StepState,
  termination: Termination,
): void {
  if (step.retry_at !== undefined) {
    // A failed attempt keeps its status: the attempt that would have followed is the one that is ended (spec 10.4).
    draft.put(settled(step));
    return endAttempt(draft, planned, { ...nextAttempt(draft, step), satisfied: true }, termination);
  }
  if (!isWithRuntime(step.status) || inlineRuntime(planned.type)) {
    return endAttempt(draft, planned, step, termination);
  }
  const asked = step.terminating !== undefined;
  const { poll_at: _, ...unpolled } = step;
  draft.put({ ...(asked ? step : unpolled), terminating: termination });
  if (asked) return;
  draft.commands.push({
    type: 'TerminateRuntime',
    step_id: step.step_id,
    step_attempt_id: step.step_attempt_id,
  });
}

/** The end of an attempt that nothing runs for any more. */
export function endAttempt(
  draft: RunDraft,
  planned: PlannedStep,
  step: StepState,
  termination: Termination,
): void {
  switch (termination.to) {
    case 'FATALLY_FAILED':
      return putFatal(draft, planned, step, termination.ignore_failure_mode);
    case 'TIMEOUT_FAILED':
      return failAttempt(draft, planned, settled(step), 'TIMEOUT_FAILED');
    case 'STOPPED':
    case 'TIMED_OUT':
      draft.put(withoutRetries(settled(withStatus(step, termination.to, draft.env.now))));
  }
}
