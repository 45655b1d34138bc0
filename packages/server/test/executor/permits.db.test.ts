import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  createLogger,
  loadConfig,
  type RondoServer,
  type StepRuntime,
  startServer,
} from '../../src/index.ts';
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts';

let database: TestDatabase;
let home: string;
let server: RondoServer;

/** Works until it is let go; counts how many work at once. */
function gated() {
  const working = new Map<string, () => void>();
  let most = 0;
  const runtime: StepRuntime = {
    type: 'Gated',
    async start(attempt, tools) {
      working.set(attempt.step_uuid, () => {
        working.delete(attempt.step_uuid);
        tools.wake();
      });
      most = Math.max(most, working.size);
      return { state: 'CONTINUE', next_polling_delay_ms: 60_000 };
    },
    poll: async (attempt) => ({ state: working.has(attempt.step_uuid) ? 'CONTINUE' : 'DONE' }),
    terminate: async () => ({ state: 'STOPPED' }),
    stop: async () => {},
  };
  return { runtime, working, most: () => most };
}

beforeEach(async () => {
  database = await createTestDatabase();
  home = mkdtempSync(join(tmpdir(), 'rondo-permits-'));
});

afterEach(async () => {
  await server?.stop();
  await database.drop();
  rmSync(home, { recursive: true, force: true });
});

it('runs no more steps of a workflow at once than its step_concurrency, over all of its runs', async () => {
  const steps = ['a', 'b', 'c'].map((id) => ({ step: { id, type: 'Gated' } }));
  const properties = {
    owner: 'x',
    step_concurrency: 2,
    run_strategy: { rule: 'PARALLEL', workflow_concurrency: 5 },
  };
  await database.pool.query(
    `insert into workflow (workflow_id, active_version_id, latest_version_id, properties, modify_time)
     values ('wf', 1, 1, $1, 0)`,
    [JSON.stringify({ ...properties, create_time: 0 })],
  );
  await database.pool.query(
    `insert into workflow_version (workflow_id, version_id, metadata, definition, create_time)
     values ('wf', 1, '{}', $1, 0)`,
    [JSON.stringify({ id: 'wf', steps })],
  );
  const { runtime, working, most } = gated();
  const config = loadConfig({ RONDO_HOME: home, RONDO_DATABASE_URL: database.url, RONDO_PORT: '0' });
  server = await startServer({ config, log: createLogger('silent'), runtimes: [runtime], withoutApi: true });
  const ends: Promise<void>[] = [];
  for (let instance = 1; instance <= 3; instance++) {
    const ids = { workflow_id: 'wf', workflow_instance_id: instance, workflow_run_id: 1 };
    ends.push(
      new Promise((resolve) => {
        server.executor.onCommit(ids, ({ isTerminal }) => {
          if (isTerminal) resolve();
          for (const letGo of working.values()) letGo();
        });
      }),
    );
    await server.executor.startWorkflow('wf', 1, { initiator: { type: 'MANUAL' } }, 'tester');
  }
  const isOver = Promise.all(ends).then(() => true);
  // Each round lets go of what works then; what waits may take its place.
  while (!(await Promise.race([isOver, new Promise((resolve) => setImmediate(() => resolve(false)))]))) {
    for (const letGo of working.values()) letGo();
  }
  const { rows } = await database.pool.query(
    'select status, count(*)::int as count from step_instance group by 1',
  );
  expect(rows).toEqual([{ status: 'SUCCEEDED', count: 9 }]);
  expect(most()).toBe(2);
});
