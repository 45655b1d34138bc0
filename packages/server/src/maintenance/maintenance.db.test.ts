import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/postgres/test-database.ts';
import { attemptPath } from '../logs/attempt-path.ts';
import { createFileLogStore } from '../logs/file-store.ts';
import { createLocalRunner } from '../runners/local.ts';
import type { Runner } from '../runners/runner.ts';
import { createMaintenance, type Maintenance, type MaintenanceOptions } from './maintenance.ts';

const HOUR = 3_600_000;
const NOW = Date.now();

const fail = (message: string, error: unknown) => {
  throw new Error(message, { cause: error });
};

let database: TestDatabase;
let home: string;
let runner: Runner;
const services: Maintenance[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'rondo-maintenance-'));
  const hostEnvironment = { PATH: process.env.PATH };
  runner = createLocalRunner({ directory: join(home, 'jobs'), hostEnvironment, warn: fail });
});
afterEach(async () => {
  for (const service of services.splice(0)) await service.stop();
  await runner.stop();
  await rm(home, { recursive: true, force: true });
  await database.pool.query('truncate workflow, workflow_instance, step_instance cascade');
});

function maintenance(more: Partial<MaintenanceOptions> = {}): Maintenance {
  const log = pino({ level: 'silent' });
  const service = createMaintenance({
    pool: database.pool,
    log,
    runner,
    home,
    job_retention_hours: 168,
    ...more,
  });
  services.push(service);
  return service;
}

/** A job that has ended. */
async function endedJob(): Promise<string> {
  const key = randomUUID();
  await runner.start(key, { command: ['true'], environment: {}, workingDirectory: home });
  await vi.waitFor(async () => expect((await runner.status(key)).state).toBe('exited'), 10_000);
  return key;
}

let runKey = 0;
/** A run; without an end it is under way, with an attempt of this uuid if there is one. */
async function run(workflow: string, instance: number, end?: number, stepUuid?: string): Promise<void> {
  runKey += 1;
  const { pool } = database;
  await pool.query(
    `insert into workflow (workflow_id, latest_version_id, properties, modify_time) values ($1, 1, '{}', 1)
     on conflict do nothing`,
    [workflow],
  );
  await pool.query(
    `insert into workflow_instance (run_key, workflow_id, instance_id, run_id, uuid, version_id, group_id,
       generation, revision, status, create_time, end_time, instance, state)
     values ($1, $2, $3, 1, gen_random_uuid(), 1, 0, 1, 1, $4, 1, $5, '{}', '{}')`,
    [runKey, workflow, instance, end === undefined ? 'IN_PROGRESS' : 'SUCCEEDED', end ?? null],
  );
  if (stepUuid === undefined) return;
  await pool.query(
    `insert into step_instance (run_key, step_id, attempt_id, ordinal, revision, status, end_time, state)
     values ($1, 's', 1, 1, 1, 'RUNNING', $2, $3)`,
    [runKey, end ?? null, JSON.stringify({ uuid: stepUuid, times: [1] })],
  );
}

/** The shared folder of a run with a file in it, last changed at this time. */
async function workFolder(workflow: string, instance: number, changed: number): Promise<string> {
  const path = join(home, 'work', workflow, String(instance), '1');
  await mkdir(join(path, 'deep'), { recursive: true });
  await writeFile(join(path, 'deep', 'file'), 'content');
  await utimes(path, changed / 1000, changed / 1000);
  return path;
}

test('jobs are removed once their retention is over, except those whose attempt is not', async () => {
  const [over, finished, needed] = [await endedJob(), await endedJob(), await endedJob()];
  await run('jobs', 1, NOW, finished);
  await run('jobs', 2, undefined, needed);
  const service = maintenance();
  expect(await service.runOnce(NOW + 167 * HOUR)).toMatchObject({ jobs: 0 });
  expect(await service.runOnce(NOW + 169 * HOUR)).toEqual({ jobs: 2, work_folders: 0, logs: 0 });
  expect(await readdir(join(home, 'jobs'))).toEqual([needed]);
  expect((await runner.status(needed)).state).toBe('exited');
  expect((await runner.status(over)).state).toBe('absent');
});

test('a job that still runs stays', async () => {
  const key = randomUUID();
  await runner.start(key, { command: ['sleep', '1000'], environment: {}, workingDirectory: home });
  await vi.waitFor(() => expect(existsSync(join(home, 'jobs', key, 'claim'))).toBe(true), 10_000);
  expect(await maintenance().runOnce(NOW + 1000 * HOUR)).toMatchObject({ jobs: 0 });
  expect((await runner.status(key)).state).toBe('running');
  await runner.terminate(key);
});

test('folders of runs that ended before the retention are removed, when one is set', async () => {
  const old = NOW - 100 * HOUR;
  await run('Work.Flow', 1, NOW - 50 * HOUR);
  await run('Work.Flow', 2, NOW - 5 * HOUR);
  await run('Work.Flow', 3);
  const paths = await Promise.all([1, 2, 3, 4].map((instance) => workFolder('Work.Flow', instance, old)));
  const stranger = await workFolder('unknown', 1, old);
  const kept = maintenance();
  expect(await kept.runOnce(NOW)).toMatchObject({ work_folders: 0 });
  const service = maintenance({ work_retention_hours: 24 });
  expect(await service.runOnce(NOW)).toMatchObject({ work_folders: 1 });
  expect(paths.map((path) => existsSync(path))).toEqual([false, true, true, true]);
  expect(existsSync(dirname(paths[0] ?? ''))).toBe(false);
  expect(existsSync(stranger)).toBe(true);
  expect(await service.runOnce(NOW)).toMatchObject({ work_folders: 0 });
});

test('logs of runs that ended before the retention are removed, whatever the name of their workflow', async () => {
  const logs = createFileLogStore({ directory: join(home, 'logs'), warn: fail });
  const keyOf = (workflow_id: string, workflow_instance_id: number) => ({
    workflow_id,
    workflow_instance_id,
    workflow_run_id: 1,
    step_id: 's',
    step_attempt_id: 1,
  });
  for (const workflow of ['plain', 'Not.Plain']) {
    await run(workflow, 1, NOW - 50 * HOUR);
    await run(workflow, 2, NOW - 5 * HOUR);
    for (const instance of [1, 2]) {
      const key = keyOf(workflow, instance);
      const log = logs.open(key);
      log.append('told\n');
      await log.close();
      const runFolder = dirname(dirname(attemptPath(join(home, 'logs'), key)));
      await utimes(runFolder, (NOW - 60 * HOUR) / 1000, (NOW - 60 * HOUR) / 1000);
    }
  }
  const service = maintenance({ log_retention_hours: 24 });
  expect(await service.runOnce(NOW)).toEqual({ jobs: 0, work_folders: 0, logs: 2 });
  for (const workflow of ['plain', 'Not.Plain']) {
    expect((await logs.read(keyOf(workflow, 1), 0, 100)).text).toBe('');
    expect((await logs.read(keyOf(workflow, 2), 0, 100)).text).toBe('told\n');
  }
  await logs.stop();
});

test('a folder that was changed since then stays, though its run ended', async () => {
  await run('recent', 1, NOW - 50 * HOUR);
  const path = await workFolder('recent', 1, NOW - HOUR);
  expect(await maintenance({ work_retention_hours: 24 }).runOnce(NOW)).toMatchObject({ work_folders: 0 });
  expect(existsSync(path)).toBe(true);
});

test('it cleans up at its start and again later, until it is stopped', async () => {
  const age = async (key: string) => {
    const then = (NOW - 200 * HOUR) / 1000;
    await utimes(join(home, 'jobs', key), then, then);
  };
  const isGone = (key: string) =>
    vi.waitFor(() => expect(existsSync(join(home, 'jobs', key))).toBe(false), 10_000);
  const first = await endedJob();
  await age(first);
  const service = maintenance({ everyMs: 10 });
  service.start();
  await isGone(first);
  const second = await endedJob();
  await age(second);
  await isGone(second);
  await service.stop();
  const third = await endedJob();
  await age(third);
  expect(await service.runOnce(NOW + 1000 * HOUR)).toMatchObject({ jobs: 0 });
  expect(existsSync(join(home, 'jobs', third))).toBe(true);
});
