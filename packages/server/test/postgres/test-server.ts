import pg from 'pg';
import { startEmbedded } from '../../src/postgres/embedded.ts';
import { migrate } from '../../src/postgres/migrate.ts';
import { silentLog } from './silent-log.ts';

export interface TestServer {
  readonly url: string;
  /** A migrated database to clone from; nobody connects to it. */
  readonly template: string;
  stop(): Promise<void>;
}

const TEMPLATE = 'rondo_template';

/** Starts a server for tests, with everything as in production except that its data need not survive. */
export async function startTestServer(home: string): Promise<TestServer> {
  const server = await startEmbedded({
    home,
    log: silentLog,
    settings: { fsync: 'off', full_page_writes: 'off', max_connections: '200', autovacuum: 'off' },
  });
  try {
    await migrate({ url: server.url, log: silentLog });
    const client = new pg.Client({ connectionString: withDatabase(server.url, 'postgres') });
    await client.connect();
    await client.query(`alter database rondo rename to ${TEMPLATE}`);
    await client.end();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url: server.url, template: TEMPLATE, stop: () => server.stop() };
}

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
