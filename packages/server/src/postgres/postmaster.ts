import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Binaries } from './binaries.ts';
import { EMBEDDED_NAME, type Places, reachFor } from './data-folder.ts';
import { explainFailure } from './failure.ts';
import type { PostgresLog } from './log.ts';
import { readProcessStart } from './process-start.ts';
import { type ServerUser, spawnOptions } from './server-user.ts';
import { settingArguments } from './settings.ts';
import { DatabaseSetupError, errorCode } from './setup-error.ts';

export interface Launch {
  readonly places: Places;
  readonly user: ServerUser;
  readonly binaries: Binaries;
  readonly settings: Readonly<Record<string, string>>;
  readonly password: string;
  readonly log: PostgresLog;
}

/** A server process that accepts connections, or did. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Resolves with how it ended. */
  readonly exited: Promise<string>;
}

const READY_LIMIT_MS = 300_000;
const BUSY_LIMIT_MS = 20_000;
const STOP_STEPS = [
  { signal: 'SIGINT', wait_ms: 30_000 },
  { signal: 'SIGQUIT', wait_ms: 10_000 },
  { signal: 'SIGKILL', wait_ms: 5_000 },
] as const;

/**
 * Starts the server and resolves once it accepts connections, after recovery if it crashed. It gets its own process
 * group (Ctrl-C in a terminal is for Rondo, which stops it in order) and writes into its log file by itself, so it
 * outlives Rondo without harm. Without a `port` a free one is taken.
 */
export async function startPostmaster(launch: Launch, port?: number): Promise<Postmaster> {
  const busyUntil = Date.now() + BUSY_LIMIT_MS;
  for (;;) {
    const attempt = await tryStart(launch, port ?? (await findFreePort()));
    if ('exited' in attempt) return attempt;
    const isPassing = /Address already in use|pre-existing shared memory|lock file "postmaster.pid"/.test(
      attempt.output,
    );
    if (!isPassing || Date.now() > busyUntil) {
      throw explainFailure(`PostgreSQL did not start (${attempt.end})`, attempt.output, launch.places.data);
    }
    await delay(200);
  }
}

async function tryStart(launch: Launch, port: number): Promise<Postmaster | { output: string; end: string }> {
  const { places, user, binaries } = launch;
  const data = await reachFor(user, places.data);
  const logFile = await open(places.log, 'a', 0o600);
  const logStart = (await logFile.stat()).size;
  try {
    const child = spawn(
      binaries.postgres,
      ['-D', data.path(3), '-p', String(port), ...settingArguments(launch.settings)],
      {
        ...spawnOptions(user),
        detached: true,
        stdio: ['ignore', logFile.fd, logFile.fd, data.descriptor ?? 'ignore'],
      },
    );
    const exited = once(child, 'exit').then(
      ([status, signal]) => (signal === null ? `exit status ${status}` : `killed by ${signal}`),
      (error: Error) => error.message,
    );
    const isReady = await waitUntilReady(launch, port, exited).catch(async (error) => {
      if (child.pid !== undefined) await stopPostmaster(child.pid, launch.log);
      throw error;
    });
    if (isReady) return { pid: child.pid ?? -1, port, exited };
    return { output: await readFrom(places.log, logStart), end: await exited };
  } finally {
    await data.close();
    await logFile.close();
  }
}

/** True once a connection succeeds, false once the process has ended. Recovery of a big log may take minutes. */
async function waitUntilReady(launch: Launch, port: number, exited: Promise<string>): Promise<boolean> {
  const from = Date.now();
  let isOver = false;
  exited.then(() => {
    isOver = true;
  });
  for (let reportAt = from + 5_000; !isOver; ) {
    const client = new pg.Client(connectionOf(launch.password, port, 'postgres'));
    client.on('error', () => {});
    try {
      await client.connect();
      return true;
    } catch (error) {
      if (errorCode(error) === '28P01') throw wrongPassword(launch.places);
      if (Date.now() - from > READY_LIMIT_MS) {
        throw new DatabaseSetupError(
          'cannot_start',
          `PostgreSQL has not accepted a connection within ${READY_LIMIT_MS / 1000} s; see ${launch.places.log}.`,
          { cause: error },
        );
      }
      if (Date.now() > reportAt) {
        launch.log.info({ reason: (error as Error).message }, 'waiting for PostgreSQL to become ready');
        reportAt += 10_000;
      }
    } finally {
      client.end().catch(() => {});
    }
    await delay(15);
  }
  return false;
}

function wrongPassword(places: Places): DatabaseSetupError {
  return new DatabaseSetupError(
    'password_missing',
    `PostgreSQL refuses the password in ${places.password}: the file and ${places.data} do not belong together. ` +
      'Restore both from the same backup.',
  );
}

export function connectionOf(password: string, port: number, database: string): pg.ClientConfig {
  return { host: '127.0.0.1', port, user: EMBEDDED_NAME, password, database, ssl: false };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function readFrom(path: string, offset: number): Promise<string> {
  return (await readFile(path)).subarray(offset).toString('utf8');
}

/**
 * Stops the server `pid`: fast shutdown (clients are cut off, everything is written), then immediate shutdown, then
 * SIGKILL. Throws `cannot_stop` if it is there still.
 */
export async function stopPostmaster(pid: number, log: PostgresLog): Promise<void> {
  const started = await readProcessStart(pid);
  if (started === undefined) return;
  for (const { signal, wait_ms } of STOP_STEPS) {
    if (signal !== 'SIGINT')
      log.warn({ postgres_pid: pid, signal }, 'PostgreSQL is slow to stop, sending a stronger signal');
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (errorCode(error) === 'ESRCH') return;
      throw new DatabaseSetupError('cannot_stop', `PostgreSQL (pid ${pid}) could not be told to stop.`, {
        cause: error,
      });
    }
    for (const until = Date.now() + wait_ms; Date.now() < until; ) {
      if ((await readProcessStart(pid)) !== started) return;
      await delay(5);
    }
  }
  throw new DatabaseSetupError('cannot_stop', `PostgreSQL (pid ${pid}) does not end, not even by SIGKILL.`);
}

/**
 * Ends a server that a killed Rondo left on these data, so that there is never a second one. The caller holds the lock
 * on the home, so no living Rondo uses it.
 */
export async function endOrphan(places: Places, log: PostgresLog): Promise<void> {
  const file = join(places.data, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  if (!Number.isInteger(pid) || pid <= 1 || (await readProcessStart(pid)) === undefined) return;
  if (await isPostmasterOf(pid, places.data)) {
    log.warn(
      { postgres_pid: pid },
      'found the PostgreSQL of a Rondo that was killed; stopping it before starting anew',
    );
    await stopPostmaster(pid, log);
  } else {
    // The id was given to another process meanwhile. PostgreSQL cannot tell and would refuse to start.
    log.warn({ postgres_pid: pid, file }, 'removing the pid file of a PostgreSQL that is gone');
    await rm(file, { force: true });
  }
}

/** A postmaster's working folder is its data folder. */
async function isPostmasterOf(pid: number, data: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(data));
  } catch (error) {
    return errorCode(error) !== 'ENOENT' && errorCode(error) !== 'EACCES';
  }
}
