import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createLogger,
  loadConfig,
  type RondoServer,
  type StepRuntime,
  startServer,
} from '../../src/index.ts';
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts';

export interface StartOptions {
  readonly runtimes?: readonly StepRuntime[];
  /** `RONDO_*` variables. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onLost?: () => void;
}

/** A server without HTTP on a database of its own, with definitions that no user could push. */
export interface TestExecutor {
  readonly database: TestDatabase;
  server(): RondoServer;
  start(options?: StartOptions): Promise<void>;
  define(id: string, workflow: object, properties?: object): Promise<void>;
  /** Starts an instance; resolves with its number once that is committed. */
  run(id: string): Promise<number>;
  /** Resolves once the first run of an instance is committed as terminal; to be called before it can be. */
  ended(id: string, instance: number): Promise<void>;
  /** How many runs of the workflow there are, by status. */
  statuses(id: string): Promise<Record<string, number>>;
  stop(): Promise<void>;
}

export async function createTestExecutor(): Promise<TestExecutor> {
  const database = await createTestDatabase();
  const home = mkdtempSync(join(tmpdir(), 'rondo-executor-'));
  let server: RondoServer | undefined;
  const running = () => {
    if (!server) throw new Error('the server is not started');
    return server;
  };
  return {
    database,
    server: running,
    async start({ runtimes = [], settings = {}, onLost = () => {} } = {}) {
      const config = loadConfig({
        RONDO_HOME: home,
        RONDO_DATABASE_URL: database.url,
        RONDO_PORT: '0',
        ...settings,
      });
      const log = createLogger('silent');
      server = await startServer({ config, log, runtimes, withoutApi: true, onLost });
    },
    async define(id, workflow, properties = {}) {
      const run_strategy = { rule: 'PARALLEL', workflow_concurrency: 100 };
      await database.pool.query(
        `insert into workflow (workflow_id, active_version_id, latest_version_id, properties, modify_time)
         values ($1, 1, 1, $2, 0)`,
        [id, JSON.stringify({ owner: 'tester', create_time: 0, run_strategy, ...properties })],
      );
      await database.pool.query(
        `insert into workflow_version (workflow_id, version_id, metadata, definition, create_time)
         values ($1, 1, '{}', $2, 0)`,
        [id, JSON.stringify({ id, ...workflow })],
      );
    },
    async run(id) {
      const request = { initiator: { type: 'MANUAL' } } as const;
      const started = await running().executor.startWorkflow(id, 1, request, 'tester');
      return started.workflow_instance_id;
    },
    async ended(id, instance) {
      const ids = { workflow_id: id, workflow_instance_id: instance, workflow_run_id: 1 };
      const told = new Promise<void>((resolve) => {
        running().executor.onCommit(ids, ({ isTerminal }) => isTerminal && resolve());
      });
      const { rowCount } = await database.pool.query(
        'select from workflow_instance where workflow_id = $1 and instance_id = $2 and end_time is not null',
        [id, instance],
      );
      if (rowCount === 0) await told;
    },
    async statuses(id) {
      const { rows } = await database.pool.query<{ status: string; count: number }>(
        'select status, count(*)::int as count from workflow_instance where workflow_id = $1 group by status',
        [id],
      );
      return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
    },
    async stop() {
      await server?.stop();
      await database.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Steps of type `Gated` work until all of them are let go. */
export function gatedRuntime(): { gated: StepRuntime; letGo: () => void } {
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const gated: StepRuntime = {
    type: 'Gated',
    async start() {
      await gate;
      return { state: 'DONE' };
    },
    poll: async () => ({ state: 'DONE' }),
    terminate: async () => ({ state: 'STOPPED' }),
    stop: async () => {},
  };
  return { gated, letGo: () => letGo() };
}
