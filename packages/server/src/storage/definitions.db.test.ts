import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/postgres/test-database.ts';
import { WorkflowLookup } from '../api/definition/workflow-lookup.ts';
import { transaction } from '../postgres/client.ts';
import { PlanCache } from './plan-cache.ts';
import { insertWorkflow, lockWorkflow, type NewWorkflow, readWorkflows, saveWorkflow } from './workflow.ts';
import { insertTimelineEvent, listTimelineEvents } from './workflow-timeline.ts';
import { insertVersion, listVersions, readVersion } from './workflow-version.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const workflow = (id: string): NewWorkflow => ({
  workflow_id: id,
  active_version_id: 0,
  latest_version_id: 1,
  properties: { workflow_id: id, owner: { name: 'o', team: 't' }, create_time: 5, author: 'a' },
  modify_time: 5,
});

describe('a workflow', () => {
  test('reads back as it was stored, with an internal id that counts up from 10000', async () => {
    const first = await insertWorkflow(database.pool, workflow('one'));
    const second = await insertWorkflow(database.pool, workflow('two'));
    expect(first).toEqual({ ...workflow('one'), internal_id: first?.internal_id });
    expect(first?.internal_id).toBeGreaterThanOrEqual(10_000);
    expect(second?.internal_id).toBe((first?.internal_id ?? 0) + 1);
    expect(await readWorkflows(database.pool, ['one', 'nobody'])).toEqual([first]);
  });

  test('is inserted once, and whoever comes later learns that it was there', async () => {
    expect(await insertWorkflow(database.pool, workflow('one'))).toBeUndefined();
  });

  test('that is locked cannot be changed by another until the transaction ends', async () => {
    const order: string[] = [];
    let locked = () => {};
    const isLocked = new Promise<void>((resolve) => {
      locked = resolve;
    });
    const first = transaction(database.pool, async (tx) => {
      const current = await lockWorkflow(tx, 'one');
      locked();
      // The other's statement is on its way and waits when this one is answered.
      await tx.query('select pg_sleep(0.05)');
      await saveWorkflow(tx, { ...workflow('one'), ...current, latest_version_id: 2 });
      order.push('first');
    });
    await isLocked;
    await transaction(database.pool, async (tx) => {
      const current = await lockWorkflow(tx, 'one');
      order.push(`second sees ${current?.latest_version_id}`);
    });
    await first;
    expect(order).toEqual(['first', 'second sees 2']);
  });

  test('cannot have an active version that it does not have', async () => {
    const wrong = saveWorkflow(database.pool, { ...workflow('two'), active_version_id: 2 });
    await expect(wrong).rejects.toMatchObject({ code: '23514' });
  });
});

describe('a lookup', () => {
  test('answers all who ask in the meantime with one query, and names who does not exist', async () => {
    let queries = 0;
    const counted = {
      query: (...args: unknown[]) => {
        queries += 1;
        return database.pool.query(...(args as [string]));
      },
    } as unknown as typeof database.pool;
    const lookup = new WorkflowLookup(counted);
    const answers = await Promise.allSettled(
      ['one', 'two', 'one', 'nobody', 'two'].map((id) => lookup.get(id)),
    );
    expect(answers.map((answer) => answer.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(answers[3]).toMatchObject({ reason: { code: 'NOT_FOUND' } });
    expect(queries).toBe(2);
    await lookup.get('one');
    expect(queries).toBe(3);
  });

  test('passes a failure of the database on, and works again afterwards', async () => {
    let isAway = true;
    const shaky = {
      query: (...args: unknown[]) =>
        isAway ? Promise.reject(new Error('away')) : database.pool.query(...(args as [string])),
    } as unknown as typeof database.pool;
    const lookup = new WorkflowLookup(shaky);
    await expect(lookup.get('one')).rejects.toThrow('away');
    isAway = false;
    expect((await lookup.get('one')).workflow_id).toBe('one');
  });
});

describe('versions', () => {
  const version = (id: number) => ({
    metadata: { workflow_id: 'one', workflow_version_id: id, create_time: 7, version_author: 'a' },
    workflow: {
      id: 'one',
      params: { n: { type: 'LONG' as const, value: 9223372036854775807n } },
      steps: [{ step: { id: `s${id}`, type: 'NoOp' as const } }],
    },
  });

  test('keep every digit, and are listed newest first', async () => {
    for (const id of [1, 2, 3]) await insertVersion(database.pool, version(id));
    expect(await readVersion(database.pool, 'one', 2)).toEqual(version(2));
    expect(await readVersion(database.pool, 'one', 4)).toBeUndefined();
    expect(await listVersions(database.pool, 'one', 2, 9)).toEqual([version(3), version(2)]);
  });

  test('are planned once, and a failure to read is not remembered', async () => {
    const plans = new PlanCache(database.pool);
    const key = { workflow_id: 'one', internal_id: 1, workflow_version_id: 1 };
    expect(await plans.get(key)).toBe(await plans.get(key));
    const missing = { ...key, workflow_version_id: 4 };
    await expect(plans.get(missing)).rejects.toThrow('[one][4] is not stored');
    await insertVersion(database.pool, version(4));
    expect([...(await plans.get(missing)).steps.keys()]).toEqual(['s4']);
  });
});

test('a timeline tells equal events of one instant once, newest first', async () => {
  const event = { author: 'a', log: 'pushed', timestamp: 1 };
  for (const log of ['pushed', 'pushed', 'activated']) {
    await insertTimelineEvent(database.pool, 'one', { ...event, log });
  }
  expect(await listTimelineEvents(database.pool, 'one')).toEqual([{ ...event, log: 'activated' }, event]);
});
