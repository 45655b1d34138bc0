import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StepRuntime } from '../../src/index.ts';
import { createTestExecutor, type TestExecutor } from './test-executor.ts';

let test: TestExecutor;

beforeEach(async () => {
  test = await createTestExecutor();
});

afterEach(async () => {
  await test.stop();
});

/** Sessions of a server on the test's database. */
async function sessions(): Promise<number> {
  const { rows } = await test.database.pool.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and application_name like 'rondo-flush'`,
  );
  return rows[0]?.count ?? -1;
}

describe('a server that stops', () => {
  it('stops its other parts when one cannot be stopped, and says which', async () => {
    const runtime: StepRuntime = {
      type: 'Odd',
      start: async () => ({ state: 'DONE' }),
      poll: async () => ({ state: 'DONE' }),
      terminate: async () => ({ state: 'STOPPED' }),
      stop: () => Promise.reject(new Error('this one does not stop')),
    };
    await test.define('wf', { steps: [{ step: { id: 'only', type: 'NoOp' } }] });
    await test.start({ runtimes: [runtime] });
    await test.run('wf');
    expect(await sessions()).toBe(1);
    await expect(test.server().stop()).rejects.toThrow('this one does not stop');
    expect(await sessions()).toBe(0);
    await test.start();
    expect(await test.run('wf')).toBe(2);
  });

  it('keeps no timer of a run that waits', async () => {
    await test.define('wf', { steps: [{ step: { id: 'only', type: 'Sleep' } }] });
    await test.start();
    const before = timers();
    await Promise.all(Array.from({ length: 50 }, () => test.run('wf')));
    expect(timers()).toBeGreaterThanOrEqual(before + 40);
    await test.server().stop();
    expect(timers()).toBeLessThan(before + 40);
  });
});

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
