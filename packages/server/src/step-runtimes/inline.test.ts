import { randomUUID } from 'node:crypto';
import {
  createRun,
  decideRun,
  type Environment,
  nextWake,
  type Plan,
  planWorkflow,
  prepareRun,
  type RunEvent,
  type RunState,
} from '@rondo/engine';
import type { Parameters, Workflow } from '@rondo/model';
import { describe, expect, it } from 'vitest';
import type { AttemptLog } from '../logs/log-store.ts';
import { describeRuntimeContract, trial } from './contract.suite.ts';
import type { Attempt, AttemptTools, RuntimeResult, StepRuntime } from './contract.ts';

const STEP = 'only';

/** A run of one step that the engine executes itself, and the timer that the mailbox would have set for it. */
interface OneStepRun {
  readonly plan: Plan;
  state: RunState;
  timer?: NodeJS.Timeout;
}

/** The step types that the engine runs within its decisions, behind the contract that all other types keep. */
function inlineRuntime(type: string): StepRuntime {
  const runs = new Map<string, OneStepRun>();
  const tell = (attempt: Attempt, tools: AttemptTools, event: RunEvent): RuntimeResult => {
    const run = runs.get(attempt.step_uuid) ?? newRun(attempt, tools);
    runs.set(attempt.step_uuid, run);
    run.state = decideRun(run.plan, run.state, [event], environmentAt(tools.now())).state;
    clearTimeout(run.timer);
    const wake = nextWake(run.state);
    const isWaiting = run.state.status === 'IN_PROGRESS' && wake !== undefined;
    if (isWaiting) run.timer = setTimeout(tools.wake, Math.max(0, wake - tools.now()));
    return resultOf(run.state, tools.now());
  };
  return {
    type,
    start: async (attempt, tools) => tell(attempt, tools, { type: 'RunLaunched' }),
    poll: async (attempt, tools) => tell(attempt, tools, { type: 'TimerFired' }),
    async terminate(attempt, tools) {
      tell(attempt, tools, { type: 'TerminationRequested', action: 'STOP', user: 'tester' });
      const { status } = runs.get(attempt.step_uuid)?.state ?? {};
      expect(status).toMatch(/^(STOPPED|SUCCEEDED)$/);
      return { state: 'STOPPED' };
    },
    async stop() {
      for (const { timer } of runs.values()) clearTimeout(timer);
    },
  };
}

function newRun({ params, step_type, start_time }: Attempt, tools: AttemptTools): OneStepRun {
  const definition = { id: 'contract', steps: [{ step: { id: STEP, type: step_type, params } }] };
  const plan = planWorkflow(definition as unknown as Workflow);
  const request = {
    workflow_id: 'contract',
    workflow_version_id: 1,
    workflow_uuid: randomUUID(),
    internal_id: 1,
    group_info: 1,
    initiator: { type: 'MANUAL', user: 'tester', depth: 0 },
    run_config: { policy: 'START_FRESH_NEW_RUN' },
    run_params: {},
    run_properties: { create_time: start_time, owner: 'tester' },
    request_time: start_time,
  } as const;
  const creation = prepareRun(plan, request, environmentAt(tools.now()));
  if (!creation.ok) throw new Error(creation.error.message);
  return { plan, state: createRun(creation.run, 1, 1) };
}

function environmentAt(now: number): Environment {
  return {
    now,
    random: Math.random,
    randomUuid: () => randomUUID(),
    nameUuid: () => randomUUID(),
    nextUniqueId: () => 1,
    executionEnvironment: 'test',
    pollDelayMs: 50,
    workDir: () => '/nowhere',
  };
}

function resultOf(state: RunState, now: number): RuntimeResult {
  const step = state.steps.get(STEP);
  switch (step?.status) {
    case 'RUNNING':
      return { state: 'CONTINUE', next_polling_delay_ms: (step.poll_at ?? now) - now };
    case 'SUCCEEDED':
      return { state: 'DONE' };
    case 'STOPPED':
    case undefined:
      return { state: 'STOPPED' };
    default:
      throw new Error(`unexpected status ${step?.status}`);
  }
}

const seconds = (value: number): Parameters => ({
  sleep_seconds: { type: 'LONG', value, evaluated_result: value, evaluated_time: 1 },
});
const dispose = () => Promise.resolve();

describeRuntimeContract('NoOp', async () => ({
  runtime: inlineRuntime('NoOp'),
  done: () => ({}),
  leavesMarker: false,
  dispose,
}));

describeRuntimeContract('Sleep', async () => ({
  runtime: inlineRuntime('Sleep'),
  done: () => seconds(0),
  leavesMarker: false,
  endless: seconds(100_000),
  dispose,
}));

describe('Sleep', () => {
  const noLog: AttemptLog = {
    append: () => {},
    flush: dispose,
    size: async () => 0,
    close: dispose,
  };

  /** The answers of a sleep of two seconds, or of what `params` say, that is polled at these ms after its start. */
  async function answersAt(times: readonly number[], params = seconds(2)): Promise<RuntimeResult[]> {
    const runtime = inlineRuntime('Sleep');
    const { attempt } = trial('Sleep', params, '/nowhere', { open: () => noLog } as never);
    let now = 1_000_000;
    const tools = { now: () => now, log: noLog, workDir: '/nowhere', wake: () => {} };
    const answers = [await runtime.start(attempt, tools)];
    for (const time of times) {
      now = 1_000_000 + time;
      answers.push(await runtime.poll(attempt, tools));
    }
    await runtime.stop();
    return answers;
  }

  it('is done once more than its time has passed, and says until when to wait', async () => {
    expect(await answersAt([500, 2000, 2001])).toEqual([
      { state: 'CONTINUE', next_polling_delay_ms: 2001 },
      { state: 'CONTINUE', next_polling_delay_ms: 1501 },
      { state: 'CONTINUE', next_polling_delay_ms: 1 },
      { state: 'DONE' },
    ]);
  });

  it('takes three seconds when nothing says how long', async () => {
    const [first, ...rest] = await answersAt([3000, 3001], {});
    expect(first).toEqual({ state: 'CONTINUE', next_polling_delay_ms: 3001 });
    expect(rest.map(({ state }) => state)).toEqual(['CONTINUE', 'DONE']);
  });
});
