import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimGroups } from '../../src/storage/run-group.ts';
import { createTestExecutor, gatedRuntime, type TestExecutor } from './test-executor.ts';

const one = (type: string) => ({ steps: [{ step: { id: 'only', type } }] });

let test: TestExecutor;

beforeEach(async () => {
  test = await createTestExecutor();
});

afterEach(async () => {
  await test.stop();
});

describe('a run that cannot be saved', () => {
  it('fails alone: the other runs of the same commit are saved', async () => {
    await test.define('good', one('NoOp'));
    await test.define('poison', one('NoOp'));
    await test.database.pool.query(`alter table workflow_instance add check (workflow_id <> 'poison')`);
    await test.start();
    const starts = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) => test.run(index === 17 ? 'poison' : 'good')),
    );
    expect(starts.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(await test.statuses('good')).toEqual({ SUCCEEDED: 39 });
  });

  it('is parked with the reason when it was saved before, and the others go on', async () => {
    const { gated, letGo } = gatedRuntime();
    await test.define('good', one('Gated'));
    await test.define('poison', one('Gated'));
    await test.start({ runtimes: [gated] });
    await test.run('poison');
    const isOver = test.ended('good', await test.run('good'));
    await test.database.pool.query(
      `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no room for this one'; end $$;
       create trigger refuse before update on workflow_instance for each row
       when (old.workflow_id = 'poison' and new.parked is null) execute function refuse();`,
    );
    letGo();
    await isOver;
    let parked: string | null = null;
    while (parked === null) {
      const { rows } = await test.database.pool.query(
        `select parked from workflow_instance where workflow_id = 'poison'`,
      );
      parked = rows[0].parked;
    }
    expect(parked).toContain('no room for this one');
    expect(await test.statuses('good')).toEqual({ SUCCEEDED: 1 });
    expect(await test.statuses('poison')).toEqual({ IN_PROGRESS: 1 });
  });
});

describe('a server whose groups were taken over', () => {
  it('commits nothing more and says that it has to end', async () => {
    const { gated, letGo } = gatedRuntime();
    await test.define('wf', one('Gated'));
    let onLost = () => {};
    const isLost = new Promise<void>((resolve) => {
      onLost = resolve;
    });
    await test.start({ runtimes: [gated], onLost: () => onLost() });
    await test.run('wf');
    const taken = { nodeId: 'other', groupCount: 3, now: Date.now(), expiryMs: 60_000, isSole: true };
    await claimGroups(test.database.pool, taken);
    letGo();
    await isLost;
    const { rows } = await test.database.pool.query('select status from step_instance');
    expect(rows).toEqual([{ status: 'STARTING' }]);
    expect(await test.statuses('wf')).toEqual({ IN_PROGRESS: 1 });
    await expect(test.server().executor.proveCommit()).rejects.toThrow('another server owns the runs by now');
  });
});
