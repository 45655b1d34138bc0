import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StepRuntime } from '../../src/index.ts';
import { createTestExecutor, gatedRuntime, type TestExecutor } from './test-executor.ts';

const GATED = { steps: [{ step: { id: 'only', type: 'Gated' } }] };
const RUN = { workflow_id: 'wf', workflow_instance_id: 1, workflow_run_id: 1 };
const SEQUENTIAL = { run_strategy: { rule: 'SEQUENTIAL' } };

let test: TestExecutor;

beforeEach(async () => {
  test = await createTestExecutor();
});

afterEach(async () => {
  await test.stop();
});

const parked = async () => {
  const { rows } = await test.database.pool.query(
    'select status, parked is not null as parked from workflow_instance order by instance_id',
  );
  return rows;
};

/** The database refuses what the run writes next; the mark of a parked run it takes. */
async function refuseWrites(): Promise<void> {
  await test.database.pool.query(
    `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no room'; end $$;
     create trigger refuse before update on workflow_instance for each row
       when (new.parked is null and old.parked is null) execute function refuse();`,
  );
}

describe('a run that was put aside', () => {
  it('can be killed: it goes back to its last commit, and its step is let go of', async () => {
    const { gated } = gatedRuntime();
    const terminate = vi.fn(gated.terminate);
    const runtime: StepRuntime = { ...gated, start: async () => ({ state: 'CONTINUE' }), terminate };
    await test.define('wf', GATED);
    await test.start({ runtimes: [runtime], settings: { RONDO_POLL_DELAY_MS: '20' } });
    await refuseWrites();
    await test.run('wf');
    // The poll finds the step done; the end of the run cannot be saved.
    await vi.waitFor(async () => expect(await parked()).toEqual([{ status: 'IN_PROGRESS', parked: true }]));
    await test.database.pool.query('drop trigger refuse on workflow_instance');
    const isOver = test.ended('wf', 1);
    const answer = await test.server().executor.terminateRun(RUN, 'KILL', 'tester');
    expect(answer).toMatchObject({ workflow_instance_status: 'IN_PROGRESS', completed: false });
    await isOver;
    expect(await parked()).toEqual([{ status: 'FAILED', parked: false }]);
    expect(terminate).toHaveBeenCalled();
  });

  it('holds up its workflow after a restart, until it is stopped', async () => {
    const { gated, letGo } = gatedRuntime();
    await test.define('wf', GATED, SEQUENTIAL);
    await test.start({ runtimes: [gated] });
    await test.run('wf');
    await test.server().stop();
    await test.database.pool.query(`update workflow_instance set parked = 'for a reason'`);
    await test.start({ runtimes: [gated] });
    await test.run('wf');
    expect(await parked()).toEqual([
      { status: 'IN_PROGRESS', parked: true },
      { status: 'CREATED', parked: false },
    ]);
    letGo();
    const areOver = [test.ended('wf', 1), test.ended('wf', 2)];
    await test.server().executor.terminateRun(RUN, 'STOP', 'tester');
    await Promise.all(areOver);
    expect(await parked()).toEqual([
      { status: 'STOPPED', parked: false },
      { status: 'SUCCEEDED', parked: false },
    ]);
  });
});

describe('a run whose first row cannot be saved', () => {
  it('does not hold up the next run of its workflow', async () => {
    await test.define('wf', { steps: [{ step: { id: 'only', type: 'Sleep' } }] }, SEQUENTIAL);
    await test.start();
    await test.database.pool.query('alter table workflow_instance add check (instance_id <> 1)');
    await expect(test.run('wf')).rejects.toThrow('violates check constraint');
    expect(await test.run('wf')).toBe(2);
    expect(await test.statuses('wf')).toEqual({ IN_PROGRESS: 1 });
  });
});

describe('ending a run that is over', () => {
  it('is done already when the run has the status that was asked for, else refused', async () => {
    await test.define('wf', { steps: [{ step: { id: 'only', type: 'NoOp' } }] });
    await test.define('slow', { steps: [{ step: { id: 'only', type: 'Sleep' } }] });
    await test.start();
    await test.run('wf');
    const { executor } = test.server();
    await expect(executor.terminateRun(RUN, 'STOP', 'tester')).rejects.toThrow('terminal state [SUCCEEDED]');
    await test.run('slow');
    const slow = { ...RUN, workflow_id: 'slow' };
    const first = await executor.terminateRun(slow, 'STOP', 'tester');
    expect(first).toMatchObject({ workflow_instance_status: 'STOPPED', completed: true });
    expect(await executor.terminateRun(slow, 'STOP', 'tester')).toMatchObject({ completed: true });
    await expect(executor.terminateRun(slow, 'KILL', 'tester')).rejects.toThrow('terminal state [STOPPED]');
    await expect(
      executor.terminateRun({ ...slow, workflow_instance_id: 7 }, 'KILL', 'tester'),
    ).rejects.toThrow('does not exist');
  });
});
