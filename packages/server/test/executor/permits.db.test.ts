import { afterEach, beforeEach, expect, it } from 'vitest';
import type { StepRuntime } from '../../src/index.ts';
import { createTestExecutor, type TestExecutor } from './test-executor.ts';

/** Each attempt works until it is let go; counts how many work at once. */
function countingRuntime() {
  const working = new Map<string, () => void>();
  let most = 0;
  const runtime: StepRuntime = {
    type: 'Counted',
    async start(attempt, tools) {
      working.set(attempt.step_uuid, () => {
        working.delete(attempt.step_uuid);
        tools.wake();
      });
      most = Math.max(most, working.size);
      return { state: 'CONTINUE', next_polling_delay_ms: 60_000 };
    },
    poll: async (attempt) => ({ state: working.has(attempt.step_uuid) ? 'CONTINUE' : 'DONE' }),
    terminate: async () => ({ state: 'STOPPED' }),
    stop: async () => {},
  };
  return { runtime, working, most: () => most };
}

let test: TestExecutor;

beforeEach(async () => {
  test = await createTestExecutor();
});

afterEach(async () => {
  await test.stop();
});

it('runs no more steps of a workflow at once than its step_concurrency, over all of its runs', async () => {
  const steps = ['a', 'b', 'c'].map((id) => ({ step: { id, type: 'Counted' } }));
  await test.define('wf', { steps }, { step_concurrency: 2 });
  const { runtime, working, most } = countingRuntime();
  await test.start({ runtimes: [runtime] });
  const instances = [await test.run('wf'), await test.run('wf'), await test.run('wf')];
  let isOver = false;
  const ends = Promise.all(instances.map((instance) => test.ended('wf', instance))).then(() => {
    isOver = true;
  });
  // Each turn lets go of what works then; what waits may take its place.
  while (!isOver) {
    for (const letGo of working.values()) letGo();
    await Promise.race([ends, new Promise((resolve) => setImmediate(resolve))]);
  }
  const { rows } = await test.database.pool.query(
    'select status, count(*)::int as count from step_instance group by status',
  );
  expect(rows).toEqual([{ status: 'SUCCEEDED', count: 9 }]);
  expect(most()).toBe(2);
});
