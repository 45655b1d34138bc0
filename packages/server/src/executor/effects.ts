import { setTimeout as delay } from 'node:timers/promises';
import type { RunCommand, RunEvent, RunState, RuntimeCall, StepState } from '@rondo/engine';
import { isActive } from '@rondo/engine';
import type { Logger } from 'pino';
import type { LogStore } from '../logs/log-store.ts';
import type { Attempt, AttemptTools, RuntimeResult, StepRuntime } from '../step-runtimes/contract.ts';
import type { RunCell } from './run-cell.ts';

export interface EffectOptions {
  readonly log: Logger;
  readonly logs: LogStore;
  readonly now: () => number;
  runtime(type: string): StepRuntime | undefined;
  /** Makes sure that the run's folder exists and names it. */
  workDir(state: RunState): Promise<string>;
  /** Milliseconds that the end of an attempt waits for a call that does not answer; default one minute. */
  readonly patienceMs?: number;
  /** Puts the outcome of a call into the run's mailbox. */
  post(cell: RunCell, event: RunEvent): void;
}

const PATIENCE_MS = 60_000;

const CALL = { StartRuntime: 'start', PollRuntime: 'poll', TerminateRuntime: 'terminate' } as const;

/** The calls to one attempt's runtime: one at a time, in the order they were asked for. */
interface Line {
  tail: Promise<void>;
  /** A poll that is asked for and not begun; a second one would find out the same. */
  isPollWaiting: boolean;
  tools: AttemptTools | undefined;
}

/**
 * Carries out what decisions asked of step runtimes, after they were committed, and posts what came of it. A call that
 * throws is an outcome, too.
 */
export class Effects {
  readonly #options: EffectOptions;
  readonly #lines = new Map<string, Line>();
  readonly #workDirs = new WeakMap<RunCell, Promise<string>>();
  #isStopped = false;

  constructor(options: EffectOptions) {
    this.#options = options;
  }

  perform(cell: RunCell, command: RunCommand): void {
    if (command.type === 'AcquirePermit') return;
    const step = cell.state.steps.get(command.step_id);
    if (!step || step.step_attempt_id !== command.step_attempt_id) return;
    this.#enqueue(cell, step, CALL[command.type]);
  }

  /** Forgets the attempts of a run that are over, and closes their logs. */
  release(steps: readonly StepState[]): void {
    for (const step of steps) {
      if (step.times.end_time === undefined) continue;
      const line = this.#lines.get(step.step_uuid);
      if (!line) continue;
      this.#lines.delete(step.step_uuid);
      line.tail = line.tail
        .then(() => line.tools?.log.close())
        .catch((error) => {
          this.#options.log.warn({ err: error, step: step.step_id }, 'an attempt log could not be closed');
        });
    }
  }

  /** Begins no further call; those under way end on their own. */
  stop(): void {
    this.#isStopped = true;
  }

  #enqueue(cell: RunCell, step: StepState, call: RuntimeCall): void {
    const line = this.#lines.get(step.step_uuid) ?? {
      tail: Promise.resolve(),
      isPollWaiting: false,
      tools: undefined,
    };
    this.#lines.set(step.step_uuid, line);
    if (call === 'poll') {
      if (line.isPollWaiting) return;
      line.isPollWaiting = true;
    }
    // A call that never answers must not keep anybody from ending the attempt.
    const turn = call === 'terminate' ? Promise.race([line.tail, this.#patience()]) : line.tail;
    line.tail = turn.then(() => this.#call(cell, step, call, line));
  }

  #patience(): Promise<void> {
    return delay(this.#options.patienceMs ?? PATIENCE_MS, undefined, { ref: false });
  }

  async #call(cell: RunCell, asked: StepState, call: RuntimeCall, line: Line): Promise<void> {
    if (call === 'poll') line.isPollWaiting = false;
    const step = cell.state.steps.get(asked.step_id);
    if (this.#isStopped || !step || step.step_uuid !== asked.step_uuid || !isActive(step)) return;
    const ids = { step_id: step.step_id, step_attempt_id: step.step_attempt_id };
    try {
      const outcome = await this.#invoke(cell, step, call, line);
      this.#options.post(cell, { type: 'RuntimeAnswered', ...ids, call, outcome });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#options.log.warn({ err: error, ...ids, call }, 'a step runtime threw');
      this.#options.post(cell, { type: 'RuntimeThrew', ...ids, call, message });
    }
  }

  async #invoke(cell: RunCell, step: StepState, call: RuntimeCall, line: Line): Promise<RuntimeResult> {
    const type = cell.plan.steps.get(step.step_id)?.type ?? '';
    const runtime = this.#options.runtime(type);
    if (!runtime) {
      // What an earlier server began, nobody here can reach: its end must not wait for ever.
      if (call === 'terminate') return { state: 'STOPPED' };
      throw new Error(`there is no runtime for steps of type [${type}]`);
    }
    line.tools ??= await this.#tools(cell, step);
    const answer = runtime[call](attemptOf(cell.state, step, type), line.tools);
    if (call !== 'terminate') return answer;
    const late = this.#patience().then(() => {
      throw new Error(`the runtime of [${type}] does not answer; it is asked again`);
    });
    return Promise.race([answer, late]);
  }

  async #tools(cell: RunCell, step: StepState): Promise<AttemptTools> {
    const { instance } = cell.state;
    const log = this.#options.logs.open({
      workflow_id: instance.workflow_id,
      workflow_instance_id: instance.workflow_instance_id,
      workflow_run_id: instance.workflow_run_id,
      step_id: step.step_id,
      step_attempt_id: step.step_attempt_id,
    });
    return {
      now: this.#options.now,
      log,
      workDir: await this.#workDir(cell),
      wake: () => this.#wake(cell, step),
    };
  }

  /** Once per run: all of its steps share the folder. */
  #workDir(cell: RunCell): Promise<string> {
    const known = this.#workDirs.get(cell);
    if (known) return known;
    const making = this.#options.workDir(cell.state);
    this.#workDirs.set(cell, making);
    making.catch(() => this.#workDirs.delete(cell));
    return making;
  }

  /** A poll out of turn, unless the attempt is over. Before its start is answered, the poll waits in line behind it. */
  #wake(cell: RunCell, step: StepState): void {
    if (!this.#isStopped && this.#lines.has(step.step_uuid)) this.#enqueue(cell, step, 'poll');
  }
}

function attemptOf(state: RunState, step: StepState, type: string): Attempt {
  return {
    workflow_id: state.instance.workflow_id,
    workflow_instance_id: state.instance.workflow_instance_id,
    workflow_run_id: state.instance.workflow_run_id,
    step_id: step.step_id,
    step_attempt_id: step.step_attempt_id,
    step_uuid: step.step_uuid,
    step_type: type,
    params: step.params ?? {},
    artifacts: step.artifacts ?? {},
    start_time: step.times.start_time ?? 0,
  };
}
