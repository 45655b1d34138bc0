import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { inject } from 'vitest';
import { createPool } from '../../src/postgres/client.ts';
import type {} from './global-setup.ts';
import { silentLog } from './silent-log.ts';
import { withDatabase } from './test-server.ts';

export interface TestDatabase {
  readonly url: string;
  readonly pool: pg.Pool;
  /** Ends the pool and drops the database; other connections to it are cut off. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Without Rondo's schema. */
  readonly isEmpty?: boolean;
}

/** A database of one's own on the run's PostgreSQL, with the migrations applied (about 50 ms). For `beforeAll`. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = await askServer();
  const name = `test_${randomBytes(8).toString('hex')}`;
  const template = options.isEmpty === true ? 'template0' : server.template;
  await administer(server.url, `create database ${name} template ${template}`);
  const url = withDatabase(server.url, name);
  const pool = createPool({ url, log: silentLog });
  return {
    url,
    pool,
    async drop() {
      await pool.end();
      await administer(server.url, `drop database ${name} with (force)`);
    },
  };
}

async function askServer(): Promise<{ url: string; template: string }> {
  const body = await new Promise<string>((resolve, reject) => {
    request({ socketPath: inject('rondoTestSocket'), agent: false }, (response) => {
      text(response).then((answer) => {
        if (response.statusCode === 200) resolve(answer);
        else reject(new Error(`The PostgreSQL for tests did not start: ${answer}`));
      }, reject);
    })
      .on('error', reject)
      .end();
  });
  return JSON.parse(body) as { url: string; template: string };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(url, 'postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
