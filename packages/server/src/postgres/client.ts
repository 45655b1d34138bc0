import pg from 'pg';
import type { PostgresLog } from './log.ts';

interface ConnectionOptions {
  readonly url: string;
  readonly log: PostgresLog;
  /** Seen in pg_stat_activity; default `rondo`. */
  readonly application_name?: string;
  /** The server cancels a statement that takes longer (57014); default 30 s; 0 leaves it to the database's own setting. */
  readonly statement_timeout_ms?: number;
}

export interface PoolOptions extends ConnectionOptions {
  /** Connections at most; default 10. */
  readonly max?: number;
}

const TYPE = { int8: 20, int8Array: 1016, date: 1082, timestamp: 1114 } as const;

/** int8 as a number, since ids, counts and epoch milliseconds fit; throws RangeError for one that would be rounded. */
function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`The int8 value ${text} is beyond ±${Number.MAX_SAFE_INTEGER}; select it as text.`);
  }
  return value;
}

function ownTypes(): pg.TypeOverrides {
  const types = new pg.TypeOverrides();
  types.setTypeParser(TYPE.int8, parseInt8);
  const parseTexts = types.getTypeParser(TYPE.int8Array) as unknown as (text: string) => (string | null)[];
  types.setTypeParser(TYPE.int8Array, (text: string) =>
    parseTexts(text).map((item) => (item === null ? null : parseInt8(item))),
  );
  // A Date of these would depend on the time zone of this process.
  types.setTypeParser(TYPE.date, (text: string) => text);
  types.setTypeParser(TYPE.timestamp, (text: string) => text);
  return types;
}

function clientConfig(options: ConnectionOptions): pg.ClientConfig {
  return {
    connectionString: options.url,
    application_name: options.application_name ?? 'rondo',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    statement_timeout: options.statement_timeout_ms ?? 30_000,
    // A transaction that its client forgot holds back vacuum and locks.
    idle_in_transaction_session_timeout: 60_000,
    types: ownTypes(),
  };
}

/** A pool that survives the loss of any connection; the query under way is rejected, the next gets a new connection. */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({ ...clientConfig(options), max: options.max ?? 10 });
  pool.on('error', () => {});
  // The pool listens only while a client is idle, and an unheard error event would end this process.
  pool.on('connect', (client) => logErrors(client, options));
  return pool;
}

/** One connection of its own, connected. Its loss is logged and seen as the event `end`. */
export async function connectClient(options: ConnectionOptions): Promise<pg.Client> {
  const client = new pg.Client(clientConfig(options));
  logErrors(client, options);
  await client.connect();
  return client;
}

function logErrors(client: pg.ClientBase, options: ConnectionOptions): void {
  client.on('error', (error) => {
    options.log.warn(
      { err: error, application_name: options.application_name },
      'lost a database connection',
    );
  });
}

/** For those who pass connections on and speak no SQL themselves. */
export type { Client, Pool } from 'pg';

/** What may run a statement: a pool, or a client, for one that is part of a transaction. */
export type Queryable = Pick<pg.Pool, 'query'> | Pick<pg.ClientBase, 'query'>;

/** Runs `work` in a transaction of its own: committed when it resolves, rolled back when it rejects. */
export async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    const { command } = await client.query('commit');
    if (command !== 'COMMIT') {
      throw new Error(
        'The transaction was rolled back: a statement in it failed and the failure was ignored.',
      );
    }
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
