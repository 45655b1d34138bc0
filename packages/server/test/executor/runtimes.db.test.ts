import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RuntimeResult, StepRuntime } from '../../src/index.ts';
import { createTestExecutor, type TestExecutor } from './test-executor.ts';

const ODD = { steps: [{ step: { id: 'only', type: 'Odd' } }] };
const RUN = { workflow_id: 'wf', workflow_instance_id: 1, workflow_run_id: 1 };

let test: TestExecutor;

beforeEach(async () => {
  test = await createTestExecutor();
  await test.define('wf', ODD);
});

afterEach(async () => {
  await test.stop();
});

/** A runtime whose calls answer this. */
const odd = (calls: Partial<StepRuntime>): StepRuntime => ({
  type: 'Odd',
  start: async () => ({ state: 'CONTINUE', next_polling_delay_ms: 60_000 }),
  poll: async () => ({ state: 'DONE' }),
  terminate: async () => ({ state: 'STOPPED' }),
  stop: async () => {},
  ...calls,
});

describe('a step whose runtime is not there any more', () => {
  it('fails when it was running', async () => {
    await test.start({ runtimes: [odd({})] });
    await test.run('wf');
    await test.server().stop();
    await test.start();
    await test.ended('wf', 1);
    const { rows } = await test.database.pool.query('select status, state from step_instance');
    expect(rows).toEqual([
      { status: 'INTERNALLY_FAILED', state: expect.stringContaining('no runtime for steps of type [Odd]') },
    ]);
    expect(await test.statuses('wf')).toEqual({ FAILED: 1 });
  });

  it('is ended when it was being ended', async () => {
    await test.start({ runtimes: [odd({ terminate: () => new Promise(() => {}) })] });
    await test.run('wf');
    await test.server().executor.terminateRun(RUN, 'STOP', 'tester');
    await test.server().stop();
    await test.start();
    await test.ended('wf', 1);
    expect(await test.statuses('wf')).toEqual({ STOPPED: 1 });
  });
});

describe('a runtime that answers what is no time', () => {
  it.each([0.5, Number.NaN, -7])('has its step polled again all the same (%d)', async (delay) => {
    const results: RuntimeResult[] = [
      { state: 'CONTINUE', next_polling_delay_ms: delay },
      { state: 'CONTINUE', next_polling_delay_ms: delay, timeline: [] },
      { state: 'DONE' },
    ];
    const next = async () => results.shift() as RuntimeResult;
    await test.start({
      runtimes: [odd({ start: next, poll: next })],
      settings: { RONDO_POLL_DELAY_MS: '10' },
    });
    await test.run('wf');
    await test.ended('wf', 1);
    expect(await test.statuses('wf')).toEqual({ SUCCEEDED: 1 });
  });
});
