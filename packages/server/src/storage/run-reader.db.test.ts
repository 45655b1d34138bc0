import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/postgres/test-database.ts';
import { readRunHeads } from './run-head.ts';
import {
  countInstances,
  listLatestRuns,
  listRuns,
  readInstanceBounds,
  readRun,
  readRunBounds,
} from './run-reader.ts';
import {
  listChangedSteps,
  listInstanceSteps,
  listRunSteps,
  listStepSummaries,
  readRunWithStep,
  readStep,
} from './step-reader.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  // Instance 1 failed and was restarted; the second run has not come to step b yet. Instance 2 is under way.
  await run(11, 1, 1, 'FAILED');
  await run(12, 1, 2, 'IN_PROGRESS');
  await run(21, 2, 1, 'FAILED');
  await attempt(11, 'a', 1, 1, 'SUCCEEDED', 1);
  await attempt(11, 'b', 1, 2, 'USER_FAILED', 2);
  await attempt(11, 'b', 2, 2, 'FATALLY_FAILED', 5);
  await attempt(12, 'a', 1, 1, 'RUNNING', 3);
});
afterAll(() => database.drop());

async function run(key: number, instance: number, id: number, status: string): Promise<void> {
  await database.pool.query(
    `insert into workflow_instance (run_key, workflow_id, instance_id, run_id, uuid, version_id, group_id,
       generation, revision, status, create_time, end_time, instance, state)
     values ($1, 'wf', $2, $3, gen_random_uuid(), 1, 0, 1, 6, $4, 1, $5, '{}', '{}')`,
    [key, instance, id, status, status === 'IN_PROGRESS' ? null : 9],
  );
}

async function attempt(
  key: number,
  step: string,
  id: number,
  ordinal: number,
  status: string,
  revision: number,
): Promise<void> {
  await database.pool.query(
    `insert into step_instance (run_key, step_id, attempt_id, ordinal, revision, status, start_time, state)
     values ($1, $2, $3, $4, $5, $6, 2, '{}')`,
    [key, step, id, ordinal, revision, status],
  );
}

describe('runs', () => {
  test('are read by number, or the latest', async () => {
    expect(await readRun(database.pool, 'wf', 1, 1)).toMatchObject({ run_key: 11, status: 'FAILED' });
    expect(await readRun(database.pool, 'wf', 1, 'latest')).toMatchObject({ run_key: 12 });
    expect(await readRun(database.pool, 'wf', 1, 3)).toBeUndefined();
    expect(await readRun(database.pool, 'other', 1, 'latest')).toBeUndefined();
  });

  test('are listed as the latest of each instance, or as all of one', async () => {
    const keys = (rows: readonly { run_key: number }[]) => rows.map((row) => row.run_key);
    expect(keys(await listLatestRuns(database.pool, 'wf', 1, 2))).toEqual([21, 12]);
    expect(keys(await listLatestRuns(database.pool, 'wf', 2, 9))).toEqual([21]);
    expect(keys(await listRuns(database.pool, 'wf', 1, 1, 9))).toEqual([12, 11]);
  });

  test('have bounds, 0 where there is nothing', async () => {
    expect(await readInstanceBounds(database.pool, 'wf')).toEqual({ earliest: 1, latest: 2 });
    expect(await readRunBounds(database.pool, 'wf', 1)).toEqual({ earliest: 1, latest: 2 });
    expect(await readInstanceBounds(database.pool, 'other')).toEqual({ earliest: 0, latest: 0 });
  });

  test('count as failed only when no later run of the instance exists', async () => {
    expect(await countInstances(database.pool, 'wf')).toEqual({
      nonterminal: { IN_PROGRESS: 1 },
      failed: 1,
    });
  });

  test('have heads', async () => {
    expect(await readRunHeads(database.pool, [12, 99])).toEqual([
      { run_key: 12, revision: 6, status: 'IN_PROGRESS', start_time: null, end_time: null },
    ]);
  });
});

describe('steps', () => {
  const names = (rows: readonly { run_key: number; step_id: string; attempt_id: number }[]) =>
    rows.map((row) => `${row.run_key}:${row.step_id}:${row.attempt_id}`);

  test('of runs are summed up by their latest attempts, in one query', async () => {
    const summaries = await listStepSummaries(database.pool, [11, 12, 21]);
    expect(summaries.get(11)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ step_id: 'a', step_attempt_id: 1 }),
        expect.objectContaining({ step_id: 'b', step_attempt_id: 2, status: 'FATALLY_FAILED' }),
      ]),
    );
    expect(summaries.get(11)).toHaveLength(2);
    expect(summaries.get(12)).toHaveLength(1);
    expect(summaries.get(21)).toBeUndefined();
  });

  test('of a run are its latest attempts in step order', async () => {
    expect(names(await listRunSteps(database.pool, 11))).toEqual(['11:a:1', '11:b:2']);
  });

  test('of an instance are the most recent ones across its runs', async () => {
    expect(names(await listInstanceSteps(database.pool, 'wf', 1))).toEqual(['12:a:1', '11:b:2']);
  });

  test('that changed after a revision are told once each', async () => {
    const changed = async (after: number) =>
      (await listChangedSteps(database.pool, 11, after)).map(
        (step) => `${step.step_id}:${step.step_attempt_id}`,
      );
    expect(await changed(-1)).toEqual(['a:1', 'b:2']);
    expect(await changed(1)).toEqual(['b:2']);
    expect(await changed(5)).toEqual([]);
  });

  test('are read by attempt, or the latest, or from the latest run that has them', async () => {
    expect(await readStep(database.pool, 11, 'b', 1)).toMatchObject({ status: 'USER_FAILED' });
    expect(await readStep(database.pool, 11, 'b', 'latest')).toMatchObject({ attempt_id: 2 });
    expect(await readStep(database.pool, 11, 'b', 99_999_999_999)).toBeUndefined();
    expect(await readRunWithStep(database.pool, 'wf', 1, 'a')).toMatchObject({ run_key: 12 });
    expect(await readRunWithStep(database.pool, 'wf', 1, 'b')).toMatchObject({ run_key: 11 });
    expect(await readRunWithStep(database.pool, 'wf', 1, 'c')).toBeUndefined();
  });
});
