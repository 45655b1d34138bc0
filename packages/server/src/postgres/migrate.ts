import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { PostgresLog } from './log.ts';
import { DatabaseSetupError, errorCode } from './setup-error.ts';

/** The migrations of this version of Rondo. */
const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../migrations', import.meta.url));

export const MIGRATIONS_TABLE = 'rondo_migrations';

export interface MigrateOptions {
  readonly url: string;
  readonly log: PostgresLog;
  /** Holds `0001_name.sql`, `0002_...`; default MIGRATIONS_FOLDER. */
  readonly folder?: string;
}

/**
 * Brings the database to the schema of this version and resolves with the names of the migrations that were applied.
 * All of them are one transaction. Several servers may do so at once: one migrates, the others wait for it. Throws
 * `cannot_connect`, `newer_database` when a newer Rondo was here, `migration_failed` otherwise.
 */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  const folder = options.folder ?? MIGRATIONS_FOLDER;
  const own = await listMigrations(folder);
  const client = new pg.Client({
    connectionString: options.url,
    application_name: 'rondo-migrate',
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', (error) => options.log.warn({ err: error }, 'lost the connection of the migration'));
  await connect(client);
  try {
    // A migration may take long, and so may waiting for another server's.
    await client.query(
      'set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0',
    );
    const missing = missingFrom(own, await readApplied(client));
    if (missing.length === 0) return [];
    const applied = await apply(client, folder, options.log);
    missingFrom(own, await readApplied(client));
    return applied;
  } finally {
    await client.end();
  }
}

async function connect(client: pg.Client): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    throw new DatabaseSetupError(
      'cannot_connect',
      `No connection to database ${client.database} of PostgreSQL at ${client.host}:${client.port}: ` +
        `${(error as Error).message}. Check RONDO_DATABASE_URL, and that this database runs.`,
      { cause: error },
    );
  }
}

const FILE_NAME = /^\d{4}_[a-z0-9_]+\.sql$/;

async function listMigrations(folder: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const misnamed = files.find((name) => !FILE_NAME.test(name));
  if (misnamed !== undefined) {
    throw new DatabaseSetupError(
      'migration_failed',
      `The migration ${misnamed} in ${folder} is not named like 0001_what_it_does.sql.`,
    );
  }
  files.forEach((name, index) => {
    if (Number.parseInt(name, 10) !== index + 1) {
      throw new DatabaseSetupError(
        'migration_failed',
        `The migrations in ${folder} are not numbered without gaps: ${name} is number ${index + 1}.`,
      );
    }
  });
  return files.map((name) => basename(name, '.sql'));
}

async function readApplied(client: pg.Client): Promise<string[]> {
  try {
    const { rows } = await client.query<{ name: string }>(
      `select name from ${MIGRATIONS_TABLE} order by name`,
    );
    return rows.map(({ name }) => name);
  } catch (error) {
    const undefinedTable = '42P01';
    if (errorCode(error) === undefinedTable) return [];
    throw error;
  }
}

function missingFrom(own: readonly string[], applied: readonly string[]): string[] {
  const unknown = applied.filter((name) => !own.includes(name));
  if (unknown.length > 0) {
    throw new DatabaseSetupError(
      'newer_database',
      `The database has migrations that this version of Rondo does not know: ${unknown.join(', ')}. ` +
        'A newer Rondo has used it. Start that version, or point this one at another database.',
    );
  }
  return own.filter((name) => !applied.includes(name));
}

async function apply(client: pg.Client, folder: string, log: PostgresLog): Promise<string[]> {
  // Loaded only when there is something to do: it brings a command line and a compiler along.
  const { runner } = await import('node-pg-migrate');
  let details = '';
  const keep = (text: string) => {
    details += `${text}\n`;
  };
  try {
    const applied = await runner({
      dbClient: client,
      dir: folder,
      ignorePattern: '(?!.*\\.sql$).*',
      direction: 'up',
      migrationsTable: MIGRATIONS_TABLE,
      checkOrder: true,
      singleTransaction: true,
      advisoryLockMode: 'wait',
      logger: { debug: () => {}, info: () => {}, warn: keep, error: keep },
    });
    const names = applied.map(({ name }) => name);
    if (names.length > 0) log.info({ migrations: names }, 'migrated the database');
    return names;
  } catch (error) {
    throw new DatabaseSetupError(
      'migration_failed',
      `The database could not be migrated and is as it was: ${(error as Error).message}\n${details.trim()}`,
      { cause: error },
    );
  }
}
