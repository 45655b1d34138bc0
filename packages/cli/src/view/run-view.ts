import {
  isTerminalStepStatus,
  isTerminalWorkflowStatus,
  type RunChange,
  type StepInstanceStatus,
  stepBody,
  type WorkflowInstance,
  type WorkflowInstanceStatus,
} from '@rondo/model';

/** One attempt of a step as it is shown; times in epoch ms. */
export interface AttemptView {
  readonly id: number;
  readonly status: StepInstanceStatus;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  /** Why it failed: its last lines, once they are known. */
  readonly reason?: readonly string[] | undefined;
}

/** A step and its attempts, oldest first; none when nothing has created it yet. */
export interface StepView {
  readonly id: string;
  readonly name: string;
  readonly attempts: readonly AttemptView[];
}

/** A run as it is shown. */
export interface RunView {
  readonly workflowId: string;
  readonly name: string;
  readonly instanceId: number;
  readonly runId: number;
  readonly status: WorkflowInstanceStatus;
  readonly createTime: number;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly steps: readonly StepView[];
}

/** Shows a run before anything is known about its steps, in the order of the definition. */
export function viewOfRun(run: WorkflowInstance): RunView {
  const steps = run.runtime_workflow.steps.map(stepBody).filter(({ id }) => id in run.runtime_dag);
  return {
    workflowId: run.workflow_id,
    name: run.runtime_workflow.name ?? run.workflow_id,
    instanceId: run.workflow_instance_id,
    runId: run.workflow_run_id,
    status: run.status,
    createTime: run.create_time,
    startTime: run.start_time,
    endTime: run.end_time,
    steps: steps.map(({ id, name }) => ({ id, name: name ?? id, attempts: [] })),
  };
}

/** What is shown after a change; a step that the definition does not name is added at the end. */
export function applyChange(view: RunView, change: RunChange): RunView {
  let { steps } = view;
  for (const attempt of change.steps) steps = withAttempt(steps, attempt);
  return {
    ...view,
    status: change.status,
    startTime: change.start_time ?? view.startTime,
    endTime: change.end_time ?? view.endTime,
    steps,
  };
}

/** Adds why an attempt failed. */
export function withReason(
  view: RunView,
  stepId: string,
  attemptId: number,
  reason: readonly string[],
): RunView {
  const attemptsOf = (step: StepView): readonly AttemptView[] =>
    step.attempts.map((attempt) => (attempt.id === attemptId ? { ...attempt, reason } : attempt));
  return {
    ...view,
    steps: view.steps.map((step) => (step.id === stepId ? { ...step, attempts: attemptsOf(step) } : step)),
  };
}

/** The attempt that counts: the newest one. */
export const latestAttempt = (step: StepView): AttemptView | undefined => step.attempts.at(-1);

/** Whether an attempt ended in a way that wants an explanation. */
export const hasFailed = (attempt: AttemptView): boolean =>
  attempt.status.endsWith('_FAILED') ||
  attempt.status === 'TIMED_OUT' ||
  attempt.status === 'COMPLETED_WITH_ERROR';

/** Whether nothing will change any more. */
export const isOver = (view: RunView): boolean => isTerminalWorkflowStatus(view.status);

/** How many steps are over, of how many. */
export const progressOf = (view: RunView): { readonly done: number; readonly total: number } => ({
  done: view.steps.filter((step) => {
    const attempt = latestAttempt(step);
    return attempt !== undefined && isTerminalStepStatus(attempt.status);
  }).length,
  total: view.steps.length,
});

type ChangedAttempt = RunChange['steps'][number];

function withAttempt(steps: readonly StepView[], changed: ChangedAttempt): readonly StepView[] {
  const known = steps.some(({ id }) => id === changed.step_id);
  const all = known ? steps : [...steps, { id: changed.step_id, name: changed.step_id, attempts: [] }];
  return all.map((step) => (step.id === changed.step_id ? mergeAttempt(step, changed) : step));
}

function mergeAttempt(step: StepView, changed: ChangedAttempt): StepView {
  const before = step.attempts.find(({ id }) => id === changed.step_attempt_id);
  const attempt: AttemptView = {
    id: changed.step_attempt_id,
    status: changed.status,
    startTime: changed.start_time ?? before?.startTime,
    endTime: changed.end_time,
    reason: before?.reason,
  };
  const others = step.attempts.filter(({ id }) => id !== attempt.id);
  return { ...step, attempts: [...others, attempt].sort((one, other) => one.id - other.id) };
}
