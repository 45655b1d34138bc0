import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestExecutor, type TestExecutor } from './test-executor.ts';

const RUNS = 60;
const NO_OPS = Array.from({ length: 5 }, (_, index) => ({
  step: { id: `s${index}`, type: 'Sleep', params: { sleep_seconds: { type: 'LONG', value: 0 } } },
}));

let test: TestExecutor;

beforeEach(async () => {
  test = await createTestExecutor();
});

afterEach(async () => {
  await test.stop();
});

describe('a server whose connections to the database are cut again and again', () => {
  it('brings every run to its end once, and parks none', async () => {
    await test.define('wf', { steps: NO_OPS });
    await test.start();
    const cut = () =>
      test.database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'rondo-flush'`,
      );
    const numbers = await Promise.all(
      Array.from({ length: RUNS }, async (_, index) => {
        const started = test.run('wf');
        if (index % 10 === 5) await cut();
        return started;
      }),
    );
    await cut();
    await Promise.all(numbers.map((number) => test.ended('wf', number)));
    expect(new Set(numbers).size).toBe(RUNS);
    expect(await test.statuses('wf')).toEqual({ SUCCEEDED: RUNS });
    const { rows } = await test.database.pool.query(
      'select count(*)::int as count, count(parked)::int as parked from workflow_instance',
    );
    expect(rows).toEqual([{ count: RUNS, parked: 0 }]);
  });

  it('waits while the tables cannot be written, for longer than a statement may take', async () => {
    await test.define('wf', { steps: NO_OPS });
    await test.start();
    await test.run('wf');
    const locker = await test.database.pool.connect();
    try {
      await locker.query('begin');
      await locker.query('lock table workflow_instance in exclusive mode');
      const started = test.run('wf');
      let isWaiting = false;
      while (!isWaiting) {
        const { rows } = await locker.query(
          `select pg_cancel_backend(pid) from pg_stat_activity
           where datname = current_database() and application_name = 'rondo-flush' and wait_event_type = 'Lock'`,
        );
        isWaiting = rows.length > 0;
      }
      await locker.query('commit');
      const number = await started;
      await test.ended('wf', number);
      expect(await test.statuses('wf')).toEqual({ SUCCEEDED: 2 });
    } finally {
      locker.release();
    }
  });
});
