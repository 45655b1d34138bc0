import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger, loadConfig, type RondoServer, startServer } from '../../src/index.ts';
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts';

/** Rounds of a loop within a loop: 2,000 of them are about a millisecond. */
const rounds = (outer: number, inner: number) =>
  `n = 0; for (i = 0; i < ${outer}; i += 1) for (j = 0; j < ${inner}; j += 1) n += 1; return n;`;
/** A second of work or more, no expression of which comes to a limit of the language. */
const HOG = Object.fromEntries(
  Array.from({ length: 30 }, (_, index) => [`n${index}`, { type: 'LONG', expression: rounds(500, 1000) }]),
);

let database: TestDatabase;
let home: string;
let server: RondoServer;

async function start(settings: Record<string, string> = {}): Promise<void> {
  const config = loadConfig({
    RONDO_HOME: home,
    RONDO_DATABASE_URL: database.url,
    RONDO_PORT: '0',
    ...settings,
  });
  server = await startServer({ config, log: createLogger('silent'), withoutApi: true });
}

async function define(id: string, workflow: object): Promise<void> {
  const properties = {
    owner: 'tester',
    run_strategy: { rule: 'PARALLEL', workflow_concurrency: 100 },
    create_time: 0,
  };
  await database.pool.query(
    `insert into workflow (workflow_id, active_version_id, latest_version_id, properties, modify_time)
     values ($1, 1, 1, $2, 0)`,
    [id, JSON.stringify(properties)],
  );
  await database.pool.query(
    `insert into workflow_version (workflow_id, version_id, metadata, definition, create_time)
     values ($1, 1, '{}', $2, 0)`,
    [id, JSON.stringify({ id, ...workflow })],
  );
}

const noOp = (params: object = {}) => [{ step: { id: 'only', type: 'NoOp', params } }];
const long = (expression: string) => ({ n: { type: 'LONG', expression } });

const run = (id: string) => server.executor.startWorkflow(id, 1, { initiator: { type: 'MANUAL' } }, 'tester');

/** Resolves with the run's row once it is terminal. */
async function ended(
  id: string,
  instance: number,
): Promise<{ status: string; end_time: number; run_key: number }> {
  const ids = { workflow_id: id, workflow_instance_id: instance, workflow_run_id: 1 };
  const told = new Promise<void>((resolve) => {
    server.executor.onCommit(ids, ({ isTerminal }) => isTerminal && resolve());
  });
  const read = async () => {
    const { rows } = await database.pool.query(
      'select status, end_time, run_key from workflow_instance where workflow_id = $1 and instance_id = $2',
      [id, instance],
    );
    return rows[0];
  };
  const row = await read();
  if (row?.end_time != null) return row;
  await told;
  return read();
}

beforeEach(async () => {
  database = await createTestDatabase();
  home = mkdtempSync(join(tmpdir(), 'rondo-expressions-'));
});

afterEach(async () => {
  await server?.stop();
  await database.drop();
  rmSync(home, { recursive: true, force: true });
});

describe('an expression that takes longer than a moment', () => {
  it('is evaluated all the same, as a workflow param and as a step param', async () => {
    await define('slow', {
      params: long(rounds(1000, 300)),
      steps: noOp({
        m: { type: 'LONG', expression: 'n + 1' },
        k: { type: 'LONG', expression: rounds(500, 300) },
      }),
    });
    await start();
    const { workflow_instance_id: instance } = await run('slow');
    const { status, run_key } = await ended('slow', instance);
    expect(status).toBe('SUCCEEDED');
    const { rows } = await database.pool.query('select state from step_instance where run_key = $1', [
      run_key,
    ]);
    const { own } = JSON.parse(rows[0].state).params;
    expect([own.m.evaluated_result, own.k.evaluated_result]).toEqual([300_001, 150_000]);
  });

  it('lets other runs go on meanwhile', async () => {
    await define('hog', { steps: noOp(HOG) });
    await define('quick', { steps: noOp() });
    await start();
    const hog = await run('hog');
    const hogEnded = ended('hog', hog.workflow_instance_id);
    const quick = await Promise.all(Array.from({ length: 50 }, () => run('quick')));
    const ends = await Promise.all(quick.map(({ workflow_instance_id: id }) => ended('quick', id)));
    expect(new Set(ends.map(({ status }) => status))).toEqual(new Set(['SUCCEEDED']));
    const { rows } = await database.pool.query(
      `select status from workflow_instance where workflow_id = 'hog'`,
    );
    expect(rows[0].status).not.toBe('SUCCEEDED');
    expect((await hogEnded).status).toBe('SUCCEEDED');
  });

  it('is ended with its thread when it runs over the time, and the next one is evaluated', async () => {
    await define('hog', { steps: noOp(HOG) });
    await define('slow', { steps: noOp(long(rounds(1000, 100))) });
    await start({ RONDO_EXPRESSION_TIMEOUT_MS: '200', RONDO_EXPRESSION_WORKERS: '1' });
    const hog = await run('hog');
    const { run_key } = await ended('hog', hog.workflow_instance_id);
    const { rows } = await database.pool.query('select status, state from step_instance where run_key = $1', [
      run_key,
    ]);
    expect(rows[0].status).toBe('INTERNALLY_FAILED');
    expect(rows[0].state).toContain('the time for this evaluation is over');
    const slow = await run('slow');
    expect((await ended('slow', slow.workflow_instance_id)).status).toBe('SUCCEEDED');
  });

  it('refuses a start whose params take too long', async () => {
    await define('hog', { params: HOG, steps: noOp() });
    await start({ RONDO_EXPRESSION_TIMEOUT_MS: '200' });
    await expect(run('hog')).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('an expression ran for more than 200 ms'),
    });
  });
});
