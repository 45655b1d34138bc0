import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent, StepState } from '../src/index.ts';
import { type Behaviour, type Simulation, simulate } from './simulator.ts';
import { anyWorkflow, messageOf, step, workflow } from './workflows.ts';

const SCRIPT = { params: { script: { type: 'STRING', value: 'true' } } };
const shell = (id: string, options: Parameters<typeof step>[1] = {}) =>
  step(id, { type: 'Shell', ...options, extra: { ...SCRIPT, ...options.extra } });

const statuses = (simulation: Simulation) =>
  Object.fromEntries([...simulation.state.steps.values()].map((step) => [step.step_id, step.status]));

/** Fails or works depending on the step and the attempt alone, about every third time. */
const moody =
  (salt: number): Behaviour =>
  (id, attempt) => {
    const mood = (Number(id.slice(1)) * 7 + attempt * 5 + salt) % 6;
    if (mood === 0) return { ms: 30, outcome: { state: 'USER_ERROR' } };
    if (mood === 1) return { ms: 90, outcome: { state: 'FATAL_ERROR' } };
    return { ms: mood * 40, outcome: { state: 'DONE' } };
  };

describe('a simulated run', () => {
  it('runs a diamond of real steps to SUCCEEDED, each begun once', () => {
    const diamond = workflow([
      shell('a', { to: ['b', 'c'] }),
      shell('b', { to: ['d'] }),
      shell('c', { to: ['d'] }),
      shell('d'),
    ]);
    const simulation = simulate({ workflow: diamond, seed: 1 });
    expect(simulation.state.status).toBe('SUCCEEDED');
    expect(Object.fromEntries(simulation.begun)).toEqual({ 'a#1': 1, 'b#1': 1, 'c#1': 1, 'd#1': 1 });
  });

  it('starts a step only after all of its predecessors are complete', () => {
    const simulation = simulate({
      workflow: workflow([shell('a', { to: ['c'] }), shell('b', { to: ['c'] }), shell('c')]),
      seed: 2,
      behaviour: (id) => ({ ms: id === 'a' ? 50 : 900, outcome: { state: 'DONE' } }),
    });
    const step = (id: string) => simulation.state.steps.get(id) as StepState;
    expect(step('c').times.create_time).toBeGreaterThanOrEqual(step('b').times.end_time as number);
  });

  it('retries a failed step after its backoff and succeeds with the second attempt', () => {
    const simulation = simulate({
      workflow: workflow([shell('a', { retries: 2 })]),
      seed: 3,
      behaviour: (_, attempt) => ({ ms: 10, outcome: { state: attempt === 1 ? 'USER_ERROR' : 'DONE' } }),
    });
    expect(simulation.attempts.get('a#1')?.status).toBe('USER_FAILED');
    expect(simulation.attempts.get('a#1')?.timeline.map(messageOf)).toContain('Retrying task in [1s]');
    const second = simulation.attempts.get('a#2') as StepState;
    expect(second.status).toBe('SUCCEEDED');
    expect(second.retry.error_retries).toBe(1);
    const ended = simulation.attempts.get('a#1')?.times.end_time as number;
    expect(second.times.create_time).toBe(ended + 1000);
  });

  it('is FATALLY_FAILED when the retries are used up, and its downstream is never created', () => {
    const simulation = simulate({
      workflow: workflow([shell('a', { retries: 1, to: ['b'] }), shell('b'), shell('c')]),
      seed: 4,
      behaviour: (id) => ({ ms: 10, outcome: { state: id === 'a' ? 'USER_ERROR' : 'DONE' } }),
    });
    expect(simulation.state.status).toBe('FAILED');
    expect(statuses(simulation)).toEqual({ a: 'FATALLY_FAILED', c: 'SUCCEEDED' });
  });

  it('goes on behind a failed step whose failure mode is IGNORE_FAILURE', () => {
    const simulation = simulate({
      workflow: workflow([shell('a', { failureMode: 'IGNORE_FAILURE', to: ['b'] }), shell('b')]),
      seed: 5,
      behaviour: (id) => ({ ms: 10, outcome: { state: id === 'a' ? 'FATAL_ERROR' : 'DONE' } }),
    });
    expect(simulation.state.status).toBe('SUCCEEDED');
    expect(statuses(simulation)).toEqual({ a: 'COMPLETED_WITH_ERROR', b: 'SUCCEEDED' });
  });

  it('stops what runs when a step with FAIL_IMMEDIATELY fails', () => {
    const simulation = simulate({
      workflow: workflow([
        shell('a', { failureMode: 'FAIL_IMMEDIATELY' }),
        shell('b', { to: ['c'] }),
        shell('c'),
      ]),
      seed: 6,
      behaviour: (id) =>
        id === 'a' ? { ms: 10, outcome: { state: 'FATAL_ERROR' } } : { ms: 9000, outcome: { state: 'DONE' } },
    });
    expect(simulation.state.status).toBe('FAILED');
    expect(statuses(simulation)).toEqual({ a: 'FATALLY_FAILED', b: 'STOPPED' });
  });

  it('ends a step that runs over its timeout, after its runtime let go of it', () => {
    const simulation = simulate({
      workflow: workflow([shell('a', { extra: { ...SCRIPT, timeout: 2 }, to: ['b'] }), shell('b')]),
      seed: 7,
      behaviour: () => ({ ms: 60_000, outcome: { state: 'DONE' } }),
    });
    expect(simulation.state.status).toBe('TIMED_OUT');
    expect(statuses(simulation)).toEqual({ a: 'TIMED_OUT' });
    expect(simulation.state.steps.get('a')?.timeline.map(messageOf)).toContain('Step instance is timed out.');
  });

  it('retries a timed-out step while its policy allows', () => {
    const policy = {
      timeout_retry_limit: 1,
      backoff: { type: 'FIXED_BACKOFF', timeout_retry_backoff_in_secs: 1 },
    };
    const simulation = simulate({
      workflow: workflow([shell('a', { extra: { ...SCRIPT, timeout: 2, retry_policy: policy } })]),
      seed: 8,
      behaviour: (_, attempt) => ({ ms: attempt === 1 ? 60_000 : 10, outcome: { state: 'DONE' } }),
    });
    expect(simulation.attempts.get('a#1')?.status).toBe('TIMEOUT_FAILED');
    expect(simulation.state.status).toBe('SUCCEEDED');
  });

  it('ends TIMED_OUT with all of its steps when the workflow timeout is over', () => {
    const simulation = simulate({
      workflow: workflow([shell('a', { to: ['b'] }), shell('b')], { timeout: 3 }),
      seed: 9,
      behaviour: () => ({ ms: 60_000, outcome: { state: 'DONE' } }),
    });
    expect(simulation.state.status).toBe('TIMED_OUT');
    expect(statuses(simulation)).toEqual({ a: 'TIMED_OUT' });
  });

  it.each([
    ['STOP', 'STOPPED', 'STOPPED'],
    ['KILL', 'FATALLY_FAILED', 'FAILED'],
  ] as const)('ends by %s: its step %s, itself %s', (action, stepStatus, runStatus) => {
    const event: RunEvent = { type: 'TerminationRequested', action, user: 'alice', reason: 'enough' };
    const simulation = simulate({
      workflow: workflow([shell('a', { failureMode: 'IGNORE_FAILURE', to: ['b'] }), shell('b')]),
      seed: 10,
      requests: [{ at: 200, event }],
      behaviour: () => ({ ms: 60_000, outcome: { state: 'DONE' } }),
    });
    expect(simulation.state.status).toBe(runStatus);
    expect(statuses(simulation)).toEqual({ a: stepStatus });
  });

  it('stops a step that waits for its retry by ending the attempt that would have followed', () => {
    const event: RunEvent = { type: 'TerminationRequested', action: 'STOP', user: 'alice' };
    const simulation = simulate({
      workflow: workflow([shell('a', { retries: 2 })]),
      seed: 11,
      requests: [{ at: 500, event }],
      behaviour: () => ({ ms: 10, outcome: { state: 'USER_ERROR' } }),
    });
    expect(simulation.attempts.get('a#1')?.status).toBe('USER_FAILED');
    expect(simulation.attempts.get('a#2')?.status).toBe('STOPPED');
    expect(simulation.state.status).toBe('STOPPED');
  });

  it('sleeps for more than the asked time and no polling delay longer', () => {
    const params = { sleep_seconds: { type: 'LONG', value: 20 } };
    const simulation = simulate({
      workflow: workflow([step('a', { type: 'Sleep', extra: { params } })]),
      seed: 12,
    });
    const { start_time: start, end_time: end } = (simulation.state.steps.get('a') as StepState).times;
    expect((end as number) - (start as number)).toBe(20_001);
  });

  it('runs no more steps at once than its step_concurrency allows, through crashes, too', () => {
    const wide = workflow(Array.from({ length: 8 }, (_, index) => shell(`s${index}`)));
    for (const crashes of [0, 0.2]) {
      const simulation = simulate({ workflow: wide, seed: 13, stepConcurrency: 3, crashes });
      expect(simulation.state.status).toBe('SUCCEEDED');
      expect(simulation.mostAtOnce).toBe(3);
      expect(simulation.begun.size).toBe(8);
    }
  });

  it('comes to the same end whatever crashes, delays and duplicates there are, and begins no attempt twice', () => {
    fc.assert(
      fc.property(
        anyWorkflow,
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 0, max: 5 }),
        (any, seed, salt) => {
          // A step that stops the others races with them: only how the run ends is the same.
          const behaviour = moody(salt);
          const calm = simulate({ workflow: any, seed: 1, behaviour });
          const rough = simulate({ workflow: any, seed, behaviour, crashes: 0.2, duplicates: 0.2 });
          expect(rough.state.status).toBe(calm.state.status);
          for (const [attempt, times] of rough.begun) expect([attempt, times]).toEqual([attempt, 1]);
          const races = any.steps.some(
            (each) => 'step' in each && each.step.failure_mode === 'FAIL_IMMEDIATELY',
          );
          if (!races) expect(statuses(rough)).toEqual(statuses(calm));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('never changes an attempt that was committed as terminal', () => {
    fc.assert(
      fc.property(anyWorkflow, fc.integer({ min: 1, max: 1e9 }), (any, seed) => {
        const simulation = simulate({ workflow: any, seed, behaviour: moody(seed % 6), crashes: 0.1 });
        expect(simulation.state.active).toBe(0);
        for (const step of simulation.state.steps.values()) expect(step.times.end_time).toBeDefined();
      }),
      { numRuns: 100 },
    );
  });
});
