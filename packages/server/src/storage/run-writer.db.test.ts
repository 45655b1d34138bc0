import type { RunState, StepState } from '@rondo/engine';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../test/postgres/silent-log.ts';
import { createTestDatabase, type TestDatabase } from '../../test/postgres/test-database.ts';
import { connectClient } from '../postgres/client.ts';
import { claimGroups } from './run-group.ts';
import { commitRuns, FENCED, type GroupClaim, parkRun, prepareFlush, type RunWrite } from './run-writer.ts';

let database: TestDatabase;
let client: pg.Client;
let group: GroupClaim;

const claim = (nodeId: string) =>
  claimGroups(database.pool, { nodeId, groupCount: 1, now: 0, expiryMs: 1, isSole: true });

beforeAll(async () => {
  database = await createTestDatabase();
  client = await connectClient({ url: database.url, log: silentLog });
  await prepareFlush(client);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});
beforeEach(async () => {
  await database.pool.query('truncate workflow_instance, step_instance');
  [group] = (await claim('this')) as [GroupClaim];
});

const INSTANCE = {
  workflow_id: 'wf',
  workflow_instance_id: 1,
  workflow_run_id: 1,
  workflow_uuid: '00000000-0000-4000-8000-000000000001',
  workflow_version_id: 1,
  create_time: 1,
  params: {},
};

/** A write of the run's only step, and of the run. */
function write(revision: number, status: string, message = status, more: Partial<RunWrite> = {}): RunWrite {
  const isOver = status === 'SUCCEEDED';
  const end = isOver && { end_time: 9 };
  const event = { timestamp: 1, type: 'LOG', level: 'INFO', message } as const;
  const step = {
    step_id: 's',
    step_attempt_id: 1,
    step_instance_id: 1,
    status: isOver ? 'SUCCEEDED' : 'RUNNING',
    times: { create_time: 1, ...end },
    timeline: [event],
  } as unknown as StepState;
  const state = {
    instance: INSTANCE,
    status,
    ...end,
    timeline: [event],
    steps: new Map([['s', step]]),
  } as unknown as RunState;
  return { run_key: 1, group, revision, isNew: false, isRunChanged: true, state, steps: [step], ...more };
}

async function stored(): Promise<unknown> {
  const { rows } = await database.pool.query(
    `select w.status, w.revision, s.status as step, s.revision as step_revision
     from workflow_instance w join step_instance s using (run_key)`,
  );
  return rows[0];
}

test('a commit that was made already may be made again', async () => {
  const first = write(1, 'IN_PROGRESS', 'first', { isNew: true });
  await commitRuns(client, [first]);
  await commitRuns(client, [first]);
  expect(await stored()).toEqual({ status: 'IN_PROGRESS', revision: 1, step: 'RUNNING', step_revision: 1 });
});

test('a commit that was overtaken by later ones changes nothing', async () => {
  const first = write(1, 'CREATED', 'first', { isNew: true });
  await commitRuns(client, [first]);
  await commitRuns(client, [write(3, 'IN_PROGRESS')]);
  await commitRuns(client, [write(2, 'PAUSED')]);
  await commitRuns(client, [first]);
  expect(await stored()).toEqual({ status: 'IN_PROGRESS', revision: 3, step: 'RUNNING', step_revision: 3 });
});

test('a terminal row is never changed', async () => {
  await commitRuns(client, [write(1, 'SUCCEEDED', 'over', { isNew: true })]);
  await commitRuns(client, [write(2, 'IN_PROGRESS')]);
  await parkRun(database.pool, 1, group, 'a reason');
  expect(await stored()).toEqual({ status: 'SUCCEEDED', revision: 1, step: 'SUCCEEDED', step_revision: 1 });
});

test('text that PostgreSQL has no room for as such, NUL and half a surrogate pair, is stored in JSON', async () => {
  await commitRuns(client, [write(1, 'CREATED', 'a\u0000b\ud800c', { isNew: true })]);
  const { rows } = await database.pool.query<{ state: string }>('select state from step_instance');
  expect(JSON.parse(rows[0]?.state ?? '').timeline[0].message).toBe('a\u0000b\ud800c');
});

test('a node that lost its group commits nothing and parks nothing', async () => {
  await commitRuns(client, [write(1, 'CREATED', 'first', { isNew: true })]);
  await claim('other');
  await expect(commitRuns(client, [write(2, 'IN_PROGRESS')])).rejects.toMatchObject({ code: FENCED });
  await parkRun(database.pool, 1, group, 'a reason');
  const { rows } = await database.pool.query('select status, parked from workflow_instance');
  expect(rows).toEqual([{ status: 'CREATED', parked: null }]);
});

test('a reason that holds NUL parks a run all the same', async () => {
  await commitRuns(client, [write(1, 'CREATED', 'first', { isNew: true })]);
  await parkRun(database.pool, 1, group, 'no\u0000 room');
  const { rows } = await database.pool.query('select parked from workflow_instance');
  expect(rows).toEqual([{ parked: 'no room' }]);
});
