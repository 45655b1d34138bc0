import type { WorkflowInstanceStatus } from '@rondo/model';
import type { Decision } from '../decision.ts';
import type { Environment } from '../environment.ts';
import type { Plan } from '../graph/plan.ts';
import { applyOutcome, applyThrow, applyTimers, openSteps, startStep } from '../step/advance.ts';
import { activeAttempt } from '../step/attempt.ts';
import { inlineRuntime } from '../step/inline-runtime.ts';
import { DEFAULT_TIMEOUT_MS } from '../step/settings.ts';
import type { StepState } from '../step/state.ts';
import { terminateStep } from '../step/terminate.ts';
import type { RunCommand } from './command.ts';
import { isActive, RunDraft, withTimeline } from './draft.ts';
import type { RunEvent } from './event.ts';
import { finalStatus } from './final-status.ts';
import type { RunState } from './state.ts';

/**
 * Decides one run: applies the events in order, then runs on through everything that needs nothing from outside.
 * Total: a terminal run absorbs every event, an event that the state has outgrown changes nothing, and a user's mistake
 * is an outcome of a step, never an exception.
 */
export function decideRun(
  plan: Plan,
  state: RunState,
  events: readonly RunEvent[],
  env: Environment,
): Decision<RunState, RunCommand, StepState> {
  const draft = new RunDraft(plan, state, env);
  for (const event of events) {
    if (isOver(draft.run.status)) break;
    applyEvent(draft, event);
    settle(draft);
    if (draft.isOverBudget && env.defersOverBudget) {
      return { state, commands: [], isDurable: false, isOverBudget: true, changed: [] };
    }
  }
  return {
    state: draft.finish(state),
    commands: draft.commands,
    isDurable: draft.isDurable,
    isOverBudget: false,
    changed: [...draft.changed.values()],
  };
}

/** What a node that takes over a run has to do: the effects whose outcome the state still waits for. */
export function resumeRun(plan: Plan, state: RunState): readonly RunCommand[] {
  const commands: RunCommand[] = [];
  for (const step of state.steps.values()) {
    const planned = plan.steps.get(step.step_id);
    if (!planned || !isActive(step) || step.retry_at !== undefined) continue;
    const ids = { step_id: step.step_id, step_attempt_id: step.step_attempt_id };
    if (step.status === 'WAITING_FOR_PERMITS') commands.push({ type: 'AcquirePermit', ...ids });
    if (inlineRuntime(planned.type)) continue;
    if (step.terminating) commands.push({ type: 'TerminateRuntime', ...ids });
    else if (step.status === 'STARTING') commands.push({ type: 'StartRuntime', ...ids });
    else if (step.status === 'RUNNING') commands.push({ type: 'PollRuntime', ...ids });
  }
  return commands;
}

function isOver(status: WorkflowInstanceStatus): boolean {
  return status !== 'CREATED' && status !== 'IN_PROGRESS' && status !== 'PAUSED';
}

function applyEvent(draft: RunDraft, event: RunEvent): void {
  switch (event.type) {
    case 'RunLaunched':
      return launch(draft);
    case 'TimerFired':
      return applyDue(draft);
    case 'TerminationRequested':
      return requestTermination(draft, event);
    case 'PermitGranted': {
      const step = activeAttempt(draft, event.step_id, event.step_attempt_id);
      const planned = draft.plan.steps.get(event.step_id);
      if (step && planned && step.status === 'WAITING_FOR_PERMITS') startStep(draft, planned, step);
      return;
    }
    case 'RuntimeAnswered':
    case 'RuntimeThrew': {
      const step = activeAttempt(draft, event.step_id, event.step_attempt_id);
      const planned = draft.plan.steps.get(event.step_id);
      if (!step || !planned || step.retry_at !== undefined || !expects(step, event.call)) return;
      if (event.type === 'RuntimeAnswered') applyOutcome(draft, planned, step, event.call, event.outcome);
      else applyThrow(draft, planned, step, event.call, event.message, event.errors ?? []);
    }
  }
}

/** A repeated answer to `start`, or one to a `terminate` that nobody asked for, is old news. */
function expects(step: StepState, call: 'start' | 'poll' | 'terminate'): boolean {
  if (call === 'terminate') return step.terminating !== undefined;
  if (call === 'start') return step.status === 'STARTING';
  return step.status === 'RUNNING';
}

function launch(draft: RunDraft): void {
  if (draft.run.status !== 'CREATED') return;
  const { now } = draft.env;
  draft.setRun({ status: 'IN_PROGRESS', start_time: now });
  draft.logRun({ timestamp: now, type: 'LOG', level: 'INFO', message: 'Workflow instance is dequeued.' });
  for (let index = draft.plan.roots.length - 1; index >= 0; index--) {
    draft.open.push(draft.plan.roots[index] as string);
  }
}

function applyDue(draft: RunDraft): void {
  if (draft.run.status !== 'IN_PROGRESS') return;
  const deadline = runDeadline(draft.run as RunState);
  if (deadline !== undefined && deadline <= draft.env.now) {
    return draft.endRun({ to: 'TIMED_OUT' }, 'Workflow instance is timed out.');
  }
  for (const step of draft.steps.values()) {
    const planned = draft.plan.steps.get(step.step_id);
    if (planned && isActive(step)) applyTimers(draft, planned, step);
  }
}

function requestTermination(
  draft: RunDraft,
  event: Extract<RunEvent, { type: 'TerminationRequested' }>,
): void {
  const { now } = draft.env;
  const reason = event.reason ? ` due to reason: [${event.reason}]` : '';
  const user = typeof event.user === 'string' ? event.user : event.user.name;
  if (draft.run.status === 'CREATED') {
    const status = event.action === 'STOP' ? 'STOPPED' : 'FAILED';
    const message = `Workflow instance status becomes [${status}] due to reason [${event.reason ?? `User [${user}] take action [${event.action}]`}]`;
    draft.setRun({ status, end_time: now });
    draft.logRun({ timestamp: now, type: 'LOG', level: 'WARN', message });
    return;
  }
  const to = event.action === 'STOP' ? 'STOPPED' : 'FATALLY_FAILED';
  if (draft.run.ending?.to === to) return;
  draft.endRun(
    to === 'STOPPED' ? { to } : { to, ignore_failure_mode: true },
    `User [${user}] take action [${event.action}] on the step${reason}`,
  );
}

/** Runs the decision on until nothing is left that needs nothing from outside; then sees whether the run is over. */
function settle(draft: RunDraft): void {
  openSteps(draft);
  while (draft.endMessage !== undefined && draft.run.ending) {
    const message = draft.endMessage;
    draft.endMessage = undefined;
    for (const step of [...draft.steps.values()]) {
      const planned = draft.plan.steps.get(step.step_id);
      if (!planned || !isActive(step)) continue;
      const event = { timestamp: draft.env.now, type: 'LOG', level: 'INFO', message } as const;
      terminateStep(draft, planned, withTimeline(step, event), draft.run.ending);
    }
    openSteps(draft);
  }
  if (draft.run.status !== 'IN_PROGRESS' || draft.active > 0) return;
  const status = finalStatus(draft.steps.values());
  draft.setRun({ status, end_time: draft.env.now });
}

/** Epoch ms at which the run times out, counted from its launch. */
export function runDeadline(run: Pick<RunState, 'start_time' | 'ending' | 'instance'>): number | undefined {
  if (run.start_time === undefined || run.ending) return undefined;
  return run.start_time + (run.instance.timeout_in_millis ?? DEFAULT_TIMEOUT_MS);
}
