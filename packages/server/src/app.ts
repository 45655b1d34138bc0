import { access, constants, mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { createApi } from './api/api.ts';
import { type Config, ConfigError } from './config.ts';
import { startExecutor } from './executor/executor.ts';
import type { Executor } from './executor/port.ts';
import { createFileLogStore } from './logs/file-store.ts';
import type { LogStore } from './logs/log-store.ts';
import { createMaintenance } from './maintenance/maintenance.ts';
import type { Pool } from './postgres/client.ts';
import { connectClient, createPool } from './postgres/client.ts';
import { startEmbedded } from './postgres/embedded.ts';
import { migrate } from './postgres/migrate.ts';
import { createLocalRunner } from './runners/local.ts';
import type { StepRuntime } from './step-runtimes/contract.ts';
import { createRuntimeRegistry } from './step-runtimes/registry.ts';
import { createShellRuntime } from './step-runtimes/shell/shell.ts';
import { createSqlRuntime } from './step-runtimes/sql/sql.ts';
import { VERSION } from './version.ts';

export interface ServerOptions {
  readonly config: Config;
  readonly log: Logger;
  /** Runtimes beside the built-in ones. */
  readonly runtimes?: readonly StepRuntime[];
  /** Called when another server has taken over this one's runs; the process should end. */
  readonly onLost?: () => void;
  /** Without HTTP: the executor is used in process. */
  readonly withoutApi?: boolean;
}

/** A running server. */
export interface RondoServer {
  /** Where the API listens; empty without one. */
  readonly url: string;
  readonly databaseUrl: string;
  readonly executor: Executor;
  /** Stops everything in reverse order: no new requests, the last commit, then the database. */
  stop(): Promise<void>;
}

/** Builds the whole server by hand and starts it; what was started is stopped again when a later part fails. */
export async function startServer(options: ServerOptions): Promise<RondoServer> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = () => stopAll(stops.splice(0).reverse());
  try {
    return { ...(await build(options, (end) => stops.push(end))), stop };
  } catch (error) {
    await stop().catch((failure) => options.log.error({ err: failure }, 'a part could not be stopped'));
    throw error;
  }
}

/** One part that cannot be stopped, for a database that is gone, keeps no other from it; rejects with its error then. */
async function stopAll(stops: readonly (() => Promise<unknown>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const stop of stops) await stop().catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}

type OnStop = (end: () => Promise<unknown>) => void;

async function build(options: ServerOptions, onStop: OnStop): Promise<Omit<RondoServer, 'stop'>> {
  const { config, log } = options;
  await makeHome(config.home);
  const databaseUrl = config.database_url ?? (await embed(options, onStop));
  await migrate({ url: databaseUrl, log });
  const pool = createPool({ url: databaseUrl, log, max: config.database_connections });
  onStop(() => pool.end());
  const logs = createFileLogStore({
    directory: join(config.home, 'logs'),
    maxBytes: config.log_max_bytes,
    warn: (message, error) => log.warn({ err: error }, message),
  });
  onStop(() => logs.stop());
  const runner = createLocalRunner({
    directory: join(config.home, 'jobs'),
    hostEnvironment: process.env,
    warn: (message, error) => log.warn({ err: error }, message),
  });
  const registry = createRuntimeRegistry([
    createShellRuntime(runner),
    createSqlRuntime({ runner }),
    ...(options.runtimes ?? []),
  ]);
  onStop(() => registry.stop());
  const executor = await startExecutor({
    pool,
    connect: () => connectClient({ url: databaseUrl, log, application_name: 'rondo-flush' }),
    log,
    logs,
    runtime: (type) => registry.find(type),
    environment: {
      executionEnvironment: config.environment,
      pollDelayMs: config.poll_delay_ms,
    },
    home: config.home,
    expressionWorkers: config.expression_workers,
    expressionTimeoutMs: config.expression_timeout_ms,
    makeWorkDir: async (path) => {
      await mkdir(path, { recursive: true, mode: 0o700 });
    },
    nodeId: config.node_name,
    isSole: config.database_url === undefined,
    heartbeatMs: config.heartbeat_ms,
    leaseMs: config.lease_ms,
    onLost: (groups) => {
      log.fatal({ groups }, 'another server has taken over the runs of this one');
      options.onLost?.();
    },
  });
  onStop(() => executor.stop());
  const maintenance = createMaintenance({ ...config, pool, log, runner });
  maintenance.start();
  onStop(() => maintenance.stop());
  const url = options.withoutApi ? '' : await listen(options, { executor, pool, logs }, onStop);
  return { url, databaseUrl, executor };
}

async function makeHome(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true });
    await access(home, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new ConfigError([`RONDO_HOME is ${home}: no folder that can be used: ${(error as Error).message}`]);
  }
}

async function embed({ config, log }: ServerOptions, onStop: OnStop): Promise<string> {
  const embedded = await startEmbedded({ home: config.home, log });
  onStop(() => embedded.stop());
  return embedded.url;
}

interface Parts {
  readonly executor: Executor;
  readonly pool: Pool;
  readonly logs: LogStore;
}

async function listen({ config, log }: ServerOptions, parts: Parts, onStop: OnStop): Promise<string> {
  const api = createApi({
    ...parts,
    log,
    metrics: new Registry(),
    config: { version: VERSION, host: config.host, environment: config.environment },
  });
  onStop(() => api.close());
  await api.listen({ host: config.host, port: config.port });
  const { port, address, family } = api.server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
