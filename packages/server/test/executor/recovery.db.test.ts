import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StepRuntime } from '../../src/index.ts';
import { createTestExecutor, gatedRuntime, type TestExecutor } from './test-executor.ts';

const GATED = { steps: [{ step: { id: 'only', type: 'Gated' } }] };

let test: TestExecutor;

beforeEach(async () => {
  test = await createTestExecutor();
});

afterEach(async () => {
  await test.stop();
});

describe('a server that takes over runs', () => {
  it('goes on with the others when one has no definition any more, which is parked with the reason', async () => {
    const { gated, letGo } = gatedRuntime();
    for (const id of ['good', 'bad', 'gone']) await test.define(id, GATED);
    await test.start({ runtimes: [gated] });
    for (const id of ['gone', 'bad', 'good']) await test.run(id);
    await test.server().stop();
    await test.database.pool.query(`delete from workflow_version where workflow_id = 'bad'`);
    await test.database.pool.query(
      `update workflow_instance set workflow_id = 'absent' where workflow_id = 'gone'`,
    );
    await test.start({ runtimes: [gated] });
    const isOver = test.ended('good', 1);
    letGo();
    await isOver;
    const { rows } = await test.database.pool.query(
      `select workflow_id, parked from workflow_instance where end_time is null order by workflow_id`,
    );
    expect(rows).toEqual([
      { workflow_id: 'absent', parked: expect.stringContaining('[absent][1] is not stored') },
      { workflow_id: 'bad', parked: expect.stringContaining('[bad][1] is not stored') },
    ]);
    const run = { workflow_id: 'bad', workflow_instance_id: 1, workflow_run_id: 1 };
    await expect(test.server().executor.terminateRun(run, 'KILL', 'tester')).rejects.toThrow(
      'could not load',
    );
  });

  it('parks a run whose rows cannot be read, and goes on with the others', async () => {
    const { gated, letGo } = gatedRuntime();
    for (const id of ['good', 'torn']) await test.define(id, GATED);
    await test.start({ runtimes: [gated] });
    for (const id of ['torn', 'good']) await test.run(id);
    await test.server().stop();
    await test.database.pool.query(
      `update step_instance s set state = '{"uuid"' from workflow_instance w
       where w.run_key = s.run_key and w.workflow_id = 'torn'`,
    );
    await test.start({ runtimes: [gated] });
    const isOver = test.ended('good', 1);
    letGo();
    await isOver;
    const { rows } = await test.database.pool.query(
      `select parked from workflow_instance where workflow_id = 'torn'`,
    );
    expect(rows).toEqual([{ parked: expect.stringContaining('JSON') }]);
  });

  it('grants no permit that a run already holds', async () => {
    const forEver = { state: 'CONTINUE', next_polling_delay_ms: 60_000 } as const;
    const runtime: StepRuntime = {
      type: 'Gated',
      start: async () => forEver,
      poll: async () => forEver,
      terminate: async () => ({ state: 'STOPPED' }),
      stop: async () => {},
    };
    const run_strategy = { rule: 'PARALLEL', workflow_concurrency: 1 };
    await test.define('wf', GATED, { run_strategy, step_concurrency: 1 });
    for (const id of ['x', 'y', 'z']) await test.define(id, GATED);
    await test.start({ runtimes: [runtime] });
    for (const id of ['wf', 'wf', 'x', 'y', 'z']) await test.run(id);
    await test.server().stop();
    // The second run may be launched by now; its step must wait for the permit of the first all the same.
    await test.database.pool.query(
      `update workflow set properties = jsonb_set(properties::jsonb, '{run_strategy,workflow_concurrency}', '5')`,
    );
    await test.start({ runtimes: [runtime] });
    await test.run('wf');
    const { rows } = await test.database.pool.query(
      `select s.status from step_instance s join workflow_instance w using (run_key)
       where workflow_id = 'wf' order by instance_id`,
    );
    expect(rows.map(({ status }) => status)).toEqual([
      'RUNNING',
      'WAITING_FOR_PERMITS',
      'WAITING_FOR_PERMITS',
    ]);
  });
});
