import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Workflow } from '@rondo/model';
import { createLogger, loadConfig, type RondoServer, type StepRuntime, startServer } from '@rondo/server';
import pg from 'pg';

/** A server on a database of its own, in this process. */
export interface BenchServer {
  readonly server: RondoServer;
  readonly pool: pg.Pool;
  readonly home: string;
  stop(): Promise<void>;
}

/** Starts a server on a fresh embedded database, or on the one in `home`. */
export async function startBenchServer(
  options: { home?: string; runtimes?: readonly StepRuntime[] } = {},
): Promise<BenchServer> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'rondo-bench-')));
  const config = loadConfig({ RONDO_HOME: home, RONDO_PORT: '0', RONDO_LOG_LEVEL: 'error' });
  const server = await startServer({
    config,
    log: createLogger(config.log_level),
    ...(options.runtimes && { runtimes: options.runtimes }),
  });
  const pool = new pg.Pool({ connectionString: server.databaseUrl, max: 4 });
  pool.on('error', () => {});
  return {
    server,
    pool,
    home,
    async stop() {
      await pool.end();
      await server.stop();
      if (!options.home) await rm(home, { recursive: true, force: true });
    },
  };
}

/**
 * Stores a definition without the API: a benchmark may be wider than a definition that a user pushes, and use step types
 * that only exist here.
 */
export async function define(pool: pg.Pool, workflow: Workflow): Promise<void> {
  const now = Date.now();
  const properties = {
    workflow_id: workflow.id,
    create_time: now,
    author: 'bench',
    owner: 'bench',
    run_strategy: { rule: 'PARALLEL', workflow_concurrency: 1000 },
  };
  await pool.query(
    `insert into workflow (workflow_id, active_version_id, latest_version_id, properties, modify_time)
     values ($1, 1, 1, $2, $3)`,
    [workflow.id, JSON.stringify(properties), now],
  );
  await pool.query(
    `insert into workflow_version (workflow_id, version_id, metadata, definition, create_time)
     values ($1, 1, $2, $3, $4)`,
    [
      workflow.id,
      JSON.stringify({ workflow_id: workflow.id, workflow_version_id: 1 }),
      JSON.stringify(workflow),
      now,
    ],
  );
}

/** Steps in a row, all of one type. */
export function chain(id: string, count: number, type = 'NoOp'): Workflow {
  const steps = Array.from({ length: count }, (_, index) => ({
    step: {
      id: `step${index + 1}`,
      type,
      transition: { successors: index + 1 < count ? { [`step${index + 2}`]: 'true' } : {} },
    },
  }));
  return { id, steps } as unknown as Workflow;
}

/** Parallel steps and one that joins them. */
export function fan(id: string, width: number): Workflow {
  const wide = Array.from({ length: width }, (_, index) => ({
    step: { id: `step${index + 1}`, type: 'NoOp', transition: { successors: { join: 'true' } } },
  }));
  return {
    id,
    steps: [...wide, { step: { id: 'join', type: 'NoOp', transition: {} } }],
  } as unknown as Workflow;
}

/** Starts an instance and resolves when its start is committed. */
export async function start(server: RondoServer, workflowId: string): Promise<number> {
  const request = { initiator: { type: 'MANUAL' } } as const;
  const response = await server.executor.startWorkflow(workflowId, 1, request, 'bench');
  return response.workflow_instance_id;
}

/** Starts an instance whose number will be `instanceId` and resolves when its run is committed as terminal. */
export async function runToEnd(bench: BenchServer, workflowId: string, instanceId: number): Promise<void> {
  const run = { workflow_id: workflowId, workflow_instance_id: instanceId, workflow_run_id: 1 };
  const ended = new Promise<void>((resolve) => {
    const stop = bench.server.executor.onCommit(run, (change) => {
      if (!change.isTerminal) return;
      stop();
      resolve();
    });
  });
  const started = await start(bench.server, workflowId);
  if (started !== instanceId)
    throw new Error(`expected instance ${instanceId} of ${workflowId}, got ${started}`);
  await ended;
}

/** The number that the next instance of the workflow gets. */
export async function nextInstanceId(bench: BenchServer, workflowId: string): Promise<number> {
  const { rows } = await bench.pool.query<{ next: string }>(
    'select coalesce(max(instance_id), 0) + 1 as next from workflow_instance where workflow_id = $1',
    [workflowId],
  );
  return Number(rows[0]?.next);
}

/** Throws unless all instances of the workflow SUCCEEDED, and there are this many. */
export async function expectSucceeded(pool: pg.Pool, workflowId: string, count: number): Promise<void> {
  const { rows } = await pool.query<{ status: string; count: string }>(
    'select status, count(*) as count from workflow_instance where workflow_id = $1 group by status',
    [workflowId],
  );
  if (rows.length !== 1 || rows[0]?.status !== 'SUCCEEDED' || Number(rows[0].count) !== count) {
    throw new Error(`${workflowId}: expected ${count} SUCCEEDED, found ${JSON.stringify(rows)}`);
  }
}
