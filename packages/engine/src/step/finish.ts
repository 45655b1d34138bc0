import type { Parameters, StepInstanceStatus } from '@rondo/model';
import type { PlannedStep } from '../graph/plan.ts';
import { mergeOutputParams } from '../params/output.ts';
import { type RunDraft, withStatus, withTimeline } from '../workflow/draft.ts';
import { backoffDelay, delayText, mayRetry, RETRY_KIND } from './backoff.ts';
import { evaluateConditions } from './scope.ts';
import type { StepState } from './state.ts';

type CompleteStatus = 'SUCCEEDED' | 'COMPLETED_WITH_ERROR';
type FailedStatus = keyof typeof RETRY_KIND;

/** FINISHING: output params go into the step's params, then it is SUCCEEDED and its successors are looked at. */
export function finishAttempt(
  draft: RunDraft,
  planned: PlannedStep,
  step: StepState,
  output: Parameters | undefined,
): void {
  if (!output || Object.keys(output).length === 0) return completeAttempt(draft, planned, step, 'SUCCEEDED');
  const merged = mergeOutputParams(step.params ?? {}, output);
  if (!merged.ok) return failInternally(draft, step, merged.error.message, [merged.error.code]);
  completeAttempt(draft, planned, { ...step, params: merged.value }, 'SUCCEEDED');
}

/** A complete end: the conditions to the successors are evaluated, and what they open is put on the list. */
function completeAttempt(
  draft: RunDraft,
  planned: PlannedStep,
  step: StepState,
  status: CompleteStatus,
): void {
  const ended = settled(withStatus(step, status, draft.env.now));
  const transition = evaluateConditions(draft, planned, ended);
  if (!transition.ok) return failInternally(draft, step, transition.error.message, [transition.error.code]);
  draft.put({ ...ended, transition: transition.value });
  openSuccessors(draft, planned);
}

/** No predecessor leads here: the step ends UNSATISFIED and every condition from it is false, unevaluated. */
export function skipUnsatisfied(draft: RunDraft, planned: PlannedStep, step: StepState): void {
  const { now } = draft.env;
  const message = 'Step condition is unsatisfied because no predecessors can reach it.';
  const told = withTimeline(step, { timestamp: now, type: 'LOG', level: 'INFO', message });
  const transition = Object.fromEntries(planned.successors.map(([id]) => [id, false]));
  draft.put({ ...withStatus(told, 'UNSATISFIED', now), transition });
  openSuccessors(draft, planned);
}

/** A failure that may be tried again: after its backoff while retries are left, else it is fatal. */
export function failAttempt(
  draft: RunDraft,
  planned: PlannedStep,
  before: StepState,
  status: FailedStatus,
): void {
  const { now } = draft.env;
  const kind = RETRY_KIND[status];
  const verdict = before.artifacts?.maestro_retry;
  if (status !== 'TIMEOUT_FAILED' && verdict && 'retryable' in verdict && verdict.retryable === false) {
    const message = `Step failed with [${status}] and its output data classified it as non-retryable.`;
    const told = withTimeline(before, { timestamp: now, type: 'LOG', level: 'INFO', message });
    return putFatal(draft, planned, told);
  }
  if (!mayRetry(before.retry, kind)) return putFatal(draft, planned, before);
  const delay = backoffDelay(before.retry, kind);
  const message = `Retrying task in [${delayText(delay)}]`;
  const failed = withTimeline(before, { timestamp: now, type: 'LOG', level: 'INFO', message });
  draft.put({ ...settled(withStatus(failed, status, now)), retry_at: now + delay });
}

/** FATALLY_FAILED, then what the step's failure mode makes of it (spec 4.4). */
export function putFatal(
  draft: RunDraft,
  planned: PlannedStep,
  before: StepState,
  ignoreFailureMode = false,
): void {
  const { now } = draft.env;
  const step = withoutRetries(settled(withStatus(before, 'FATALLY_FAILED', now)));
  const mode = ignoreFailureMode ? 'FAIL_AFTER_RUNNING' : planned.failureMode;
  if (mode === 'IGNORE_FAILURE') {
    const message =
      'Step is failed but marked as COMPLETED_WITH_ERROR because its failure mode is IGNORE_FAILURE.';
    const told = withTimeline(step, { timestamp: now, type: 'LOG', level: 'INFO', message });
    return completeAttempt(draft, planned, told, 'COMPLETED_WITH_ERROR');
  }
  draft.put(step);
  if (mode !== 'FAIL_IMMEDIATELY' || draft.run.ending) return;
  const reason = `step [${planned.id}] failed and its failure mode is FAIL_IMMEDIATELY`;
  draft.endRun(
    { to: 'STOPPED' },
    `User [MAESTRO_TASK] take action [STOP] on the step due to reason: [${reason}]`,
  );
}

/** An end nobody planned for: a bad expression, an invalid output. Never retried, failure mode not asked. */
export function failInternally(
  draft: RunDraft,
  step: StepState,
  message: string,
  errors: readonly string[] = [],
): void {
  const { now } = draft.env;
  const told = withTimeline(step, {
    timestamp: now,
    type: 'DETAILS',
    status: 'INTERNAL_ERROR',
    message: `marked as INTERNALLY_FAILED: ${message}`,
    errors: [...errors],
    retryable: false,
  });
  draft.put(withoutRetries(settled(withStatus(told, 'INTERNALLY_FAILED', now))));
}

/** The attempt without what only a live one has. */
export function settled(step: StepState): StepState {
  if (step.poll_at === undefined && step.retry_at === undefined && !step.terminating) return step;
  const { poll_at: _poll, retry_at: _retry, terminating: _terminating, ...rest } = step;
  return rest;
}

/** Later attempts of this run, started by hand, have no automatic retries any more (spec 4.3). */
export function withoutRetries(step: StepState): StepState {
  return { ...step, retry: { ...step.retry, retryable: false } };
}

function openSuccessors(draft: RunDraft, planned: PlannedStep): void {
  for (let index = planned.successors.length - 1; index >= 0; index--) {
    const successor = planned.successors[index];
    if (successor) draft.open.push(successor[0]);
  }
}

/** Statuses in which a runtime may hold something for the attempt. */
export function isWithRuntime(status: StepInstanceStatus): boolean {
  return status === 'STARTING' || status === 'RUNNING';
}
