import { chmod, mkdir, readFile, rename, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { prepareBinaries } from './binaries.ts';
import { EMBEDDED_NAME, ensureData, findDataUser, type Places, placesOf } from './data-folder.ts';
import { explainSystemError } from './failure.ts';
import { lockHome } from './home-lock.ts';
import type { PostgresLog } from './log.ts';
import {
  connectionOf,
  endOrphan,
  type Launch,
  type Postmaster,
  startPostmaster,
  stopPostmaster,
} from './postmaster.ts';
import { EMBEDDED_SETTINGS } from './settings.ts';
import { DatabaseSetupError } from './setup-error.ts';

export interface EmbeddedOptions {
  /** RONDO_HOME; created if missing. */
  readonly home: string;
  readonly log: PostgresLog;
  /** Overrides of EMBEDDED_SETTINGS. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /** Connects to Rondo's database; holds the password. Stays the same for as long as the server is not stopped. */
  readonly url: string;
  /** The current server process. */
  pid(): number;
  /** Shuts the server down and releases the home. Connections still open are cut off. */
  stop(): Promise<void>;
}

const LOG_LIMIT_BYTES = 10_000_000;

/**
 * Runs a PostgreSQL of our own on the data under `home` until `stop`: creates them the first time, ends an orphan of a
 * killed Rondo, recovers after a crash, and starts the server again on the same port whenever it dies. Only one
 * process can do so for a home; throws DatabaseSetupError.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const home = resolve(options.home);
  const places = placesOf(home);
  return startIn(home, places, options).catch((error) => {
    throw explainSystemError(error, places.folder);
  });
}

async function startIn(home: string, places: Places, options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  await makeFolders(home, places);
  const lock = await lockHome(home);
  try {
    const launch = await prepare(places, options);
    const server = await startPostmaster(launch);
    await ensureDatabase(launch.password, server.port).catch(async (error) => {
      await stopPostmaster(server.pid, options.log);
      throw error;
    });
    options.log.info(
      { postgres_pid: server.pid, port: server.port, data: places.data },
      'PostgreSQL is ready',
    );
    const supervisor = supervise(launch, server);
    return {
      url: `postgres://${EMBEDDED_NAME}:${launch.password}@127.0.0.1:${server.port}/${EMBEDDED_NAME}?sslmode=disable`,
      pid: supervisor.pid,
      async stop() {
        await supervisor.stop();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function makeFolders(home: string, places: Places): Promise<void> {
  // Root hands the data to another user, who has to pass through; what is private in there has rights of its own.
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
  await mkdir(home, { recursive: true, mode });
  await mkdir(places.folder, { recursive: true, mode });
  await chmod(places.folder, mode);
}

async function prepare(places: Places, options: EmbeddedOptions): Promise<Launch> {
  const { log } = options;
  const user = await findDataUser(places);
  const binaries = await prepareBinaries(user, places.folder);
  await endOrphan(places, log);
  if (await ensureData(places, user, binaries)) log.info({ data: places.data }, 'created a new database');
  await rotateLog(places.log);
  const settings = { ...EMBEDDED_SETTINGS, ...options.settings };
  return { places, user, binaries, settings, password: await readPassword(places), log };
}

async function readPassword(places: Places): Promise<string> {
  try {
    return (await readFile(places.password, 'utf8')).trim();
  } catch (error) {
    throw new DatabaseSetupError(
      'password_missing',
      `The password of the embedded PostgreSQL could not be read from ${places.password}; ` +
        `it belongs to ${places.data}. Restore the file from the same backup.`,
      { cause: error },
    );
  }
}

async function rotateLog(path: string): Promise<void> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_LIMIT_BYTES) await rename(path, `${path}.1`);
}

async function ensureDatabase(password: string, port: number): Promise<void> {
  const client = new pg.Client(connectionOf(password, port, 'postgres'));
  client.on('error', () => {});
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [EMBEDDED_NAME]);
    if (found.rowCount === 0) await client.query(`create database ${EMBEDDED_NAME}`);
  } finally {
    await client.end();
  }
}

/** Keeps one server running until `stop`. Clients see a lost connection and find the new server at the same address. */
function supervise(launch: Launch, first: Postmaster) {
  const { log } = launch;
  const stopping = new AbortController();
  let current = first;
  let isUp = true;
  async function restart(): Promise<Postmaster | undefined> {
    for (let wait = 50; !stopping.signal.aborted; wait = Math.min(wait * 2, 10_000)) {
      try {
        return await startPostmaster(launch, first.port);
      } catch (error) {
        log.error({ err: error }, 'PostgreSQL could not be started again; trying on');
        await delay(wait, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
    return undefined;
  }
  async function watch(): Promise<void> {
    while (!stopping.signal.aborted) {
      const end = await current.exited;
      isUp = false;
      if (stopping.signal.aborted) return;
      log.error({ postgres_pid: current.pid, end }, 'PostgreSQL ended unexpectedly; starting it again');
      const next = await restart();
      if (next === undefined) return;
      current = next;
      isUp = true;
    }
  }
  const watching = watch();
  return {
    pid: () => current.pid,
    async stop() {
      stopping.abort();
      if (isUp) await stopPostmaster(current.pid, log);
      // A restart may have been on its way, and then there is a newer server to stop.
      await watching;
      if (isUp) await stopPostmaster(current.pid, log);
    },
  };
}
