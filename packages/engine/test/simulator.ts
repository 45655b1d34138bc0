/**
 * Whole runs in memory, in milliseconds: a node that decides, commits and acts, a world in which runtimes work, and a
 * seed that decides what goes wrong. Nothing here knows PostgreSQL or a clock.
 */
import type { Workflow } from '@rondo/model';
import {
  createRun,
  decidePermits,
  decideRun,
  type Environment,
  NO_PERMITS,
  nextWake,
  type PermitEvent,
  type PermitState,
  type Plan,
  planWorkflow,
  prepareRun,
  type RunCommand,
  type RunEvent,
  type RunState,
  type RuntimeOutcome,
  resumeRun,
  type StepState,
} from '../src/index.ts';
import { type Random, seeded } from './random.ts';

/** What the world makes of an attempt: how long it works, and how it ends. Must depend on its arguments only. */
export type Behaviour = (
  stepId: string,
  attempt: number,
) => { readonly ms: number; readonly outcome: RuntimeOutcome };

export interface SimulationOptions {
  readonly workflow: Workflow;
  readonly seed: number;
  readonly behaviour?: Behaviour;
  /** Chance that the node dies after a decision, before or after its commit. */
  readonly crashes?: number;
  /** Chance that an event is delivered twice. */
  readonly duplicates?: number;
  /** How many steps may run at once; unset: any number. */
  readonly stepConcurrency?: number;
  /** Asked for at this simulated time, in ms after the start. */
  readonly requests?: readonly { readonly at: number; readonly event: RunEvent }[];
}

export interface Simulation {
  readonly state: RunState;
  /** Every attempt as it was last committed, under `<step>#<attempt>`. */
  readonly attempts: ReadonlyMap<string, StepState>;
  /** How often each attempt was begun in the world: more than once would be work done twice. */
  readonly begun: ReadonlyMap<string, number>;
  readonly crashes: number;
  readonly decisions: number;
  /** The largest number of jobs that ran at once. */
  readonly mostAtOnce: number;
}

const START = Date.UTC(2026, 0, 1);
const MAX_DECISIONS = 100_000;

interface Delivery {
  readonly at: number;
  readonly order: number;
  readonly event: RunEvent;
  /** Mail of a node that died is lost; what users ask for is asked again. */
  readonly life: number | undefined;
}

/** Runs a workflow to its end. Throws when it does not come to one, naming the seed. */
export function simulate(options: SimulationOptions): Simulation {
  return new Node(options).run();
}

/** An environment at a time of the simulation, its ids made from the seed. */
export function testEnvironment(now: number, random: Random): Environment {
  const hex = (count: number) =>
    Array.from({ length: count }, () => Math.floor(random() * 16).toString(16)).join('');
  return {
    now,
    random,
    randomUuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
    nameUuid: (name) => `uuid of ${name}`,
    nextUniqueId: () => Math.floor(random() * Number.MAX_SAFE_INTEGER) + 1,
    executionEnvironment: 'test',
    pollDelayMs: 3000,
    workDir: (workflow, instance, run) => `/data/${workflow}/${instance}/${run}`,
  };
}

/** The run of a workflow, created and not launched. Throws when its params cannot be evaluated. */
export function newRun(
  workflow: Workflow,
  environment: Environment,
  stepConcurrency?: number,
): { plan: Plan; state: RunState } {
  const plan = planWorkflow(workflow);
  const creation = prepareRun(
    plan,
    {
      workflow_id: workflow.id,
      workflow_version_id: 1,
      workflow_uuid: 'run',
      internal_id: 10000,
      group_info: 3,
      initiator: { type: 'MANUAL', user: 'tester' },
      run_config: { policy: 'START_FRESH_NEW_RUN' },
      run_params: {},
      run_properties: { owner: 'tester', ...(stepConcurrency && { step_concurrency: stepConcurrency }) },
      request_time: environment.now,
    },
    environment,
  );
  if (!creation.ok) throw new Error(creation.error.message);
  return { plan, state: createRun(creation.run, 1, 1) };
}

class Node {
  readonly #options: SimulationOptions;
  readonly #random: Random;
  readonly #plan: Plan;
  readonly #deliveries: Delivery[] = [];
  readonly #attempts = new Map<string, StepState>();
  readonly #world = new Map<
    string,
    { readonly endsAt: number; readonly outcome: RuntimeOutcome; ended: boolean }
  >();
  readonly #begun = new Map<string, number>();
  #now = START;
  #life = 0;
  #order = 0;
  #crashes = 0;
  #decisions = 0;
  #mostAtOnce = 0;
  #permits: PermitState = NO_PERMITS;
  #memory: RunState;
  #committed: RunState;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#random = seeded(options.seed);
    const { plan, state } = newRun(
      options.workflow,
      testEnvironment(START, this.#random),
      options.stepConcurrency,
    );
    this.#plan = plan;
    this.#memory = state;
    this.#committed = state;
  }

  run(): Simulation {
    this.#post(0, { type: 'RunLaunched' }, undefined);
    for (const { at, event } of this.#options.requests ?? []) this.#post(at, event, undefined);
    while (this.#committed.end_time === undefined) {
      const next = this.#takeNext();
      if (!next || this.#decisions >= MAX_DECISIONS) {
        throw new Error(`the run does not come to an end (seed ${this.#options.seed})`);
      }
      this.#now = Math.max(this.#now, next.at);
      this.#deliver(next);
    }
    return {
      state: this.#committed,
      attempts: this.#attempts,
      begun: this.#begun,
      crashes: this.#crashes,
      decisions: this.#decisions,
      mostAtOnce: this.#mostAtOnce,
    };
  }

  #takeNext(): Delivery | undefined {
    const wake = nextWake(this.#memory);
    this.#deliveries.sort((a, b) => a.at - b.at || a.order - b.order);
    const first = this.#deliveries[0];
    if (wake !== undefined && (!first || wake < first.at)) {
      return { at: wake, order: 0, event: { type: 'TimerFired' }, life: this.#life };
    }
    return this.#deliveries.shift();
  }

  #deliver({ event, life }: Delivery): void {
    if (life !== undefined && life !== this.#life) return;
    this.#decisions += 1;
    const events = this.#random() < (this.#options.duplicates ?? 0) ? [event, event] : [event];
    const environment = testEnvironment(this.#now, this.#random);
    const decision = decideRun(this.#plan, this.#memory, events, environment);
    this.#memory = decision.state;
    const fate = this.#random();
    const crashes = this.#options.crashes ?? 0;
    if (fate < crashes / 2) {
      if (life === undefined) this.#post(1, event, undefined);
      return this.#crash();
    }
    this.#committed = decision.state;
    for (const step of decision.changed) this.#attempts.set(`${step.step_id}#${step.step_attempt_id}`, step);
    if (fate < crashes) return this.#crash();
    for (const step of decision.changed) {
      if (step.times.end_time !== undefined) {
        this.#decidePermit({ type: 'PermitReleased', step_uuid: step.step_uuid });
      }
    }
    for (const command of decision.commands) this.#perform(command);
  }

  /** The node dies; another takes over what was committed. */
  #crash(): void {
    this.#crashes += 1;
    this.#life += 1;
    this.#now += 1;
    this.#memory = this.#committed;
    this.#permits = NO_PERMITS;
    for (const { status, step_uuid } of this.#memory.steps.values()) {
      if (status === 'STARTING' || status === 'RUNNING')
        this.#decidePermit({ type: 'PermitFound', step_uuid });
    }
    for (const command of resumeRun(this.#plan, this.#memory)) this.#perform(command);
    this.#post(0, { type: 'TimerFired' }, this.#life);
  }

  #perform(command: RunCommand): void {
    const step = this.#memory.steps.get(command.step_id);
    if (step?.step_attempt_id !== command.step_attempt_id) return;
    const ids = { step_id: step.step_id, step_attempt_id: step.step_attempt_id };
    if (command.type === 'AcquirePermit') {
      const limit = this.#options.stepConcurrency ?? Number.POSITIVE_INFINITY;
      return this.#decidePermit({ type: 'PermitRequested', request: { step_uuid: step.step_uuid, limit } });
    }
    const answer = (outcome: RuntimeOutcome, call: 'start' | 'poll' | 'terminate') =>
      this.#post(
        1 + Math.floor(this.#random() * 20),
        { type: 'RuntimeAnswered', ...ids, call, outcome },
        this.#life,
      );
    if (command.type === 'StartRuntime') {
      this.#begin(step);
      return answer({ state: 'CONTINUE', next_polling_delay_ms: 50 }, 'start');
    }
    if (command.type === 'TerminateRuntime') {
      const job = this.#world.get(step.step_uuid);
      if (job) job.ended = true;
      return answer({ state: 'STOPPED' }, 'terminate');
    }
    const job = this.#world.get(step.step_uuid);
    if (!job) throw new Error(`${step.step_id} is polled and was never begun (seed ${this.#options.seed})`);
    answer(job.endsAt <= this.#now ? job.outcome : { state: 'CONTINUE', next_polling_delay_ms: 50 }, 'poll');
  }

  #decidePermit(event: PermitEvent): void {
    const { state, granted } = decidePermits(this.#permits, event);
    this.#permits = state;
    for (const { step_id, step_attempt_id, step_uuid } of this.#memory.steps.values()) {
      if (granted.includes(step_uuid)) {
        this.#post(0, { type: 'PermitGranted', step_id, step_attempt_id }, this.#life);
      }
    }
  }

  /** Like every runtime: what was begun under this uuid before is found again. */
  #begin(step: StepState): void {
    if (this.#world.has(step.step_uuid)) return;
    const key = `${step.step_id}#${step.step_attempt_id}`;
    this.#begun.set(key, (this.#begun.get(key) ?? 0) + 1);
    const behaviour = this.#options.behaviour?.(step.step_id, step.step_attempt_id);
    this.#world.set(step.step_uuid, {
      endsAt: this.#now + (behaviour?.ms ?? 100),
      outcome: behaviour?.outcome ?? { state: 'DONE' },
      ended: false,
    });
    const running = [...this.#world.values()].filter((job) => !job.ended && job.endsAt > this.#now);
    this.#mostAtOnce = Math.max(this.#mostAtOnce, running.length);
  }

  #post(delay: number, event: RunEvent, life: number | undefined): void {
    this.#order += 1;
    this.#deliveries.push({ at: this.#now + delay, order: this.#order, event, life });
  }
}
