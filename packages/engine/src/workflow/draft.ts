import {
  appendTimeline,
  isTerminalStepStatus,
  type StepInstanceStatus,
  type TimelineEvent,
} from '@rondo/model';
import type { Environment } from '../environment.ts';
import type { Plan } from '../graph/plan.ts';
import type { StepState, StepTimes, Termination } from '../step/state.ts';
import type { RunCommand } from './command.ts';
import type { RunState } from './state.ts';

/**
 * The state of a run while one decision is being made. It is the only mutable thing in the engine and never leaves
 * `decide`: the state it was made from stays as it was.
 */
export class RunDraft {
  readonly plan: Plan;
  readonly env: Environment;
  readonly commands: RunCommand[] = [];
  /** Every attempt that changed, under `<step id>#<attempt>`: what the next commit has to write. */
  readonly changed = new Map<string, StepState>();
  /** Set when an expression ran over the bounds of the environment. */
  isOverBudget = false;
  /** Ids of steps that can be looked at again. */
  readonly open: string[] = [];
  /** Set while the active steps still have to be told that the run is being ended. */
  endMessage: string | undefined;
  #run: Omit<RunState, 'steps' | 'active'>;
  #runChanged = false;
  #stateChanged = false;
  #steps: ReadonlyMap<string, StepState>;
  #copy: Map<string, StepState> | undefined;
  #active: number;

  constructor(plan: Plan, state: RunState, env: Environment) {
    this.plan = plan;
    this.env = env;
    this.#run = state;
    this.#steps = state.steps;
    this.#active = state.active;
  }

  get run(): Omit<RunState, 'steps' | 'active'> {
    return this.#run;
  }

  get steps(): ReadonlyMap<string, StepState> {
    return this.#steps;
  }

  get active(): number {
    return this.#active;
  }

  /** True when something changed that has to be committed. */
  get isDurable(): boolean {
    return this.#runChanged || this.changed.size > 0;
  }

  setRun(change: Partial<Omit<RunState, 'steps' | 'active' | 'instance'>>): void {
    this.#run = { ...this.#run, ...change };
    this.#runChanged = true;
  }

  /** Ends the whole run: what is active now, and what comes up later. `message` goes to each active step's timeline. */
  endRun(termination: Termination, message: string): void {
    this.setRun({ ending: termination });
    this.endMessage = message;
  }

  logRun(event: TimelineEvent): void {
    this.setRun({ timeline: appendTimeline(this.#run.timeline, event) });
  }

  step(id: string): StepState | undefined {
    return this.#steps.get(id);
  }

  put(step: StepState): void {
    if (!this.#copy) {
      this.#copy = new Map(this.#steps);
      this.#steps = this.#copy;
    }
    const before = this.#copy.get(step.step_id);
    this.#active += (isActive(step) ? 1 : 0) - (before && isActive(before) ? 1 : 0);
    this.#copy.set(step.step_id, step);
    this.changed.set(`${step.step_id}#${step.step_attempt_id}`, step);
  }

  /** Like `put` for what need not outlive the process, such as the time of the next poll. */
  keep(step: StepState): void {
    const key = `${step.step_id}#${step.step_attempt_id}`;
    const known = this.changed.has(key);
    this.put(step);
    if (!known) {
      this.changed.delete(key);
      this.#stateChanged = true;
    }
  }

  /** The finished state, or the one the draft was made from when nothing changed. */
  finish(before: RunState): RunState {
    if (!this.isDurable && !this.#stateChanged) return before;
    return { ...(this.#run as RunState), steps: this.#steps, active: this.#active };
  }
}

/** True while the engine still has something to do for the attempt: it runs, waits, or will be retried. */
export function isActive(step: StepState): boolean {
  return step.retry_at !== undefined || !isTerminalStepStatus(step.status);
}

const TIME_OF_STATUS: Partial<Record<StepInstanceStatus, keyof StepTimes>> = {
  CREATED: 'create_time',
  INITIALIZED: 'initialize_time',
  PAUSED: 'pause_time',
  WAITING_FOR_SIGNALS: 'wait_signal_time',
  EVALUATING_PARAMS: 'evaluate_param_time',
  WAITING_FOR_PERMITS: 'wait_permit_time',
  STARTING: 'start_time',
  RUNNING: 'execute_time',
  FINISHING: 'finish_time',
};

/** The attempt in another status, with the time of that change. */
export function withStatus(step: StepState, status: StepInstanceStatus, now: number): StepState {
  const time = isTerminalStepStatus(status) ? 'end_time' : TIME_OF_STATUS[status];
  const times = { ...step.times, ...(time && { [time]: now }), modify_time: now };
  return { ...step, status, times };
}

/** The attempt in the last of these statuses, none of which is terminal, having passed through the others. */
export function throughStatuses(
  step: StepState,
  statuses: readonly StepInstanceStatus[],
  now: number,
): StepState {
  const times: Record<string, number> = { ...step.times, modify_time: now };
  for (const status of statuses) times[TIME_OF_STATUS[status] as string] = now;
  return { ...step, status: statuses.at(-1) ?? step.status, times };
}

/** The attempt with one more timeline event. */
export function withTimeline(step: StepState, event: TimelineEvent): StepState {
  const timeline = appendTimeline(step.timeline, event);
  return timeline === step.timeline ? step : { ...step, timeline };
}
