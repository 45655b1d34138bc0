import { isCompleteStepStatus, stepBody } from '@rondo/model';
import type { PlannedStep } from '../graph/plan.ts';
import { type RunDraft, throughStatuses, withStatus, withTimeline } from '../workflow/draft.ts';
import type { RuntimeCall, RuntimeOutcome } from '../workflow/event.ts';
import { firstAttempt, nextAttempt } from './attempt.ts';
import { failAttempt, failInternally, finishAttempt, putFatal, skipUnsatisfied } from './finish.ts';
import { inlineRuntime } from './inline-runtime.ts';
import { evaluateParamsOf } from './scope.ts';
import { resolveTimeout } from './settings.ts';
import type { StepState } from './state.ts';
import { endAttempt, terminateStep } from './terminate.ts';

const TERMINATE_RETRY_MS = 5000;

/** Creates every step whose predecessors are all complete, until no more comes up. */
export function openSteps(draft: RunDraft): void {
  for (let id = draft.open.pop(); id !== undefined; id = draft.open.pop()) {
    const planned = draft.plan.steps.get(id);
    if (!planned || draft.step(id)) continue;
    const ready = planned.predecessors.every((predecessor) => {
      const step = draft.step(predecessor);
      return step !== undefined && isCompleteStepStatus(step.status);
    });
    if (ready) beginAttempt(draft, planned, firstAttempt(draft, planned));
  }
}

/** Starts the attempt that follows a failed one, its backoff being over. */
function retryStep(draft: RunDraft, planned: PlannedStep, failed: StepState): void {
  beginAttempt(draft, planned, nextAttempt(draft, failed));
}

function beginAttempt(draft: RunDraft, planned: PlannedStep, created: StepState): void {
  const satisfied =
    planned.predecessors.length === 0 ||
    planned.predecessors.some((id) => draft.step(id)?.transition?.[planned.id] === true);
  const step = { ...created, satisfied };
  if (draft.run.ending) return endAttempt(draft, planned, step, draft.run.ending);
  if (!satisfied) return skipUnsatisfied(draft, planned, step);
  prepare(draft, planned, step);
}

/** CREATED to WAITING_FOR_PERMITS: settings and params; on to STARTING when nothing limits the step. */
function prepare(draft: RunDraft, planned: PlannedStep, created: StepState): void {
  const { now } = draft.env;
  const timeout = resolveTimeout(stepBody(planned.step).timeout, draft.run.instance.params);
  if (!timeout.ok) return failInternally(draft, created, timeout.message);
  let step: StepState = timeout.ms === undefined ? created : { ...created, timeout_in_millis: timeout.ms };
  step = throughStatuses(step, ['INITIALIZED', 'WAITING_FOR_SIGNALS', 'EVALUATING_PARAMS'], now);
  const params = evaluateParamsOf(draft, planned, step);
  if (!params.ok) return failInternally(draft, step, params.error.message, [params.error.code]);
  step = withStatus({ ...step, params: params.value }, 'WAITING_FOR_PERMITS', now);
  if (!needsPermit(draft, planned)) return startStep(draft, planned, step);
  draft.put(step);
  draft.commands.push({
    type: 'AcquirePermit',
    step_id: step.step_id,
    step_attempt_id: step.step_attempt_id,
  });
}

/** A no-op is over before anything could be limited. */
function needsPermit(draft: RunDraft, planned: PlannedStep): boolean {
  return planned.type !== 'NoOp' && draft.run.instance.run_properties.step_concurrency !== undefined;
}

/** Hands an attempt that may run over to whatever runs it. */
export function startStep(draft: RunDraft, planned: PlannedStep, permitted: StepState): void {
  const step = withStatus(permitted, 'STARTING', draft.env.now);
  if (inlineRuntime(planned.type)) return runInline(draft, planned, step);
  draft.put(step);
  draft.commands.push({
    type: 'StartRuntime',
    step_id: step.step_id,
    step_attempt_id: step.step_attempt_id,
  });
}

/** Runs a step that needs nothing from outside, as far as it comes now. */
function runInline(draft: RunDraft, planned: PlannedStep, step: StepState): void {
  const runtime = inlineRuntime(planned.type);
  if (runtime) applyOutcome(draft, planned, step, 'poll', runtime(step, draft.env.now));
}

/** What a runtime answered, applied to the attempt it was asked about. */
export function applyOutcome(
  draft: RunDraft,
  planned: PlannedStep,
  before: StepState,
  call: RuntimeCall,
  outcome: RuntimeOutcome,
): void {
  const { now } = draft.env;
  let step = withNews(before, outcome);
  if (step.terminating) {
    if (outcome.state !== 'CONTINUE') return endAttempt(draft, planned, step, step.terminating);
    const isNews = step !== before;
    if (call === 'terminate') step = { ...step, poll_at: now + TERMINATE_RETRY_MS };
    return isNews ? draft.put(step) : draft.keep(step);
  }
  if (step.status === 'STARTING') step = withStatus(step, 'RUNNING', now);
  switch (outcome.state) {
    case 'CONTINUE': {
      const waiting = { ...step, poll_at: now + pollDelay(draft, outcome) };
      return step === before ? draft.keep(waiting) : draft.put(waiting);
    }
    case 'DONE':
      return finishAttempt(draft, planned, withStatus(step, 'FINISHING', now), outcome.output_params);
    case 'USER_ERROR':
      return failAttempt(draft, planned, step, 'USER_FAILED');
    case 'PLATFORM_ERROR':
      return failAttempt(draft, planned, step, 'PLATFORM_FAILED');
    case 'FATAL_ERROR':
      return putFatal(draft, planned, step);
    case 'STOPPED':
      return endAttempt(draft, planned, step, { to: 'STOPPED' });
    case 'TIMED_OUT':
      return endAttempt(draft, planned, step, { to: 'TIMED_OUT' });
  }
}

/** Whole milliseconds, as times are; an answer that is no time counts as none. */
function pollDelay(draft: RunDraft, { next_polling_delay_ms: delay }: RuntimeOutcome): number {
  return delay !== undefined && Number.isFinite(delay)
    ? Math.ceil(Math.max(0, delay))
    : draft.env.pollDelayMs;
}

/** A runtime call that threw: an unexpected error ends the attempt, a failed terminate is tried again. */
export function applyThrow(
  draft: RunDraft,
  planned: PlannedStep,
  step: StepState,
  call: RuntimeCall,
  message: string,
  errors: readonly string[],
): void {
  const { now } = draft.env;
  if (call === 'terminate') {
    const text = `Failed to terminate the step ${planned.id} because [${message}]`;
    const warned = withTimeline(step, { timestamp: now, type: 'LOG', level: 'WARN', message: text });
    const waiting = { ...warned, poll_at: now + TERMINATE_RETRY_MS };
    return warned === step ? draft.keep(waiting) : draft.put(waiting);
  }
  if (step.terminating) return endAttempt(draft, planned, step, step.terminating);
  failInternally(draft, step, message, errors);
}

/** What is due for one active attempt by now: a timeout, the next try to terminate, a retry, a poll. */
export function applyTimers(draft: RunDraft, planned: PlannedStep, step: StepState): void {
  const { now } = draft.env;
  if (step.retry_at !== undefined) {
    if (step.retry_at <= now) retryStep(draft, planned, step);
    return;
  }
  const deadline = deadlineOf(step);
  if (deadline !== undefined && deadline <= now && !step.terminating) {
    const event = {
      timestamp: now,
      type: 'LOG',
      level: 'INFO',
      message: 'Step instance is timed out.',
    } as const;
    const again = step.retry.retryable && step.retry.timeout_retries < step.retry.timeout_retry_limit;
    terminateStep(draft, planned, withTimeline(step, event), { to: again ? 'TIMEOUT_FAILED' : 'TIMED_OUT' });
    return;
  }
  if (step.poll_at === undefined || step.poll_at > now) return;
  const { poll_at: _, ...polled } = step;
  if (inlineRuntime(planned.type)) return runInline(draft, planned, polled);
  draft.keep(polled);
  const type = step.terminating ? 'TerminateRuntime' : 'PollRuntime';
  draft.commands.push({ type, step_id: step.step_id, step_attempt_id: step.step_attempt_id });
}

/** Epoch ms at which the attempt times out; waiting before STARTING does not count. */
export function deadlineOf(step: StepState): number | undefined {
  const { start_time: start, end_time: end } = step.times;
  if (start === undefined || end !== undefined) return undefined;
  return start + (step.timeout_in_millis ?? DEFAULT_STEP_TIMEOUT_MS);
}

const DEFAULT_STEP_TIMEOUT_MS = 10 * 86_400_000;

function withNews(step: StepState, outcome: RuntimeOutcome): StepState {
  let changed = step;
  if (outcome.artifacts && Object.keys(outcome.artifacts).length > 0) {
    changed = { ...changed, artifacts: { ...changed.artifacts, ...outcome.artifacts } };
  }
  for (const event of outcome.timeline ?? []) changed = withTimeline(changed, event);
  return changed;
}
