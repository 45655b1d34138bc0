import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { silentLog } from '../../test/postgres/silent-log.ts';
import { createTestDatabase, type TestDatabase } from '../../test/postgres/test-database.ts';
import { connectClient, createPool, transaction } from './client.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ isEmpty: true });
  await database.pool.query('create table item (id int primary key)');
});
afterAll(() => database.drop());

describe('values', () => {
  const select = async (expression: string) =>
    (await database.pool.query(`select ${expression} as value`)).rows[0].value;

  test('an int8 is a number up to the largest safe integer', async () => {
    expect(await select('9007199254740991::int8')).toBe(Number.MAX_SAFE_INTEGER);
    expect(await select('array[1, null, -9007199254740991]::int8[]')).toEqual([
      1,
      null,
      Number.MIN_SAFE_INTEGER,
    ]);
  });

  test('an int8 that a number would round is an error that shows it', async () => {
    await expect(select('9007199254740993::int8')).rejects.toThrow('9007199254740993');
  });

  test('numeric, date and timestamp keep their text, so nothing depends on this machine', async () => {
    expect(await select("'0.10'::numeric")).toBe('0.10');
    expect(await select("'2026-03-29'::date")).toBe('2026-03-29');
    expect(await select("'2026-03-29 02:30:00'::timestamp")).toBe('2026-03-29 02:30:00');
  });

  test('a text keeps every character, and a zero byte is refused', async () => {
    const text = 'a\'b"c\\d\n\t😀\u0001\u2028';
    const { rows } = await database.pool.query('select $1::text as value', [text]);
    expect(rows[0].value).toBe(text);
    await expect(database.pool.query('select $1::text', ['\0'])).rejects.toMatchObject({ code: '22021' });
  });
});

describe('connections', () => {
  test('a statement beyond its timeout is cancelled by the server and the connection stays usable', async () => {
    const client = await connectClient({ url: database.url, log: silentLog, statement_timeout_ms: 50 });
    await expect(client.query('select pg_sleep(30)')).rejects.toMatchObject({ code: '57014' });
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await client.end();
  });

  test('the application name is visible to the database', async () => {
    const client = await connectClient({
      url: database.url,
      log: silentLog,
      application_name: 'rondo-flush',
    });
    expect((await client.query('show application_name')).rows[0].application_name).toBe('rondo-flush');
    await client.end();
  });

  test('a pool replaces a connection that was cut off while a transaction held it idle', async () => {
    const pool = createPool({ url: database.url, log: silentLog, max: 1 });
    const client = await pool.connect();
    const { rows } = await client.query('select pg_backend_pid() as pid');
    const lost = new Promise((resolve) => client.once('end', resolve));
    await database.pool.query('select pg_terminate_backend($1)', [rows[0].pid]);
    await lost;
    client.release(true);
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });

  test('concurrent transactions on a saturated pool never share a connection', async () => {
    const pool = createPool({ url: database.url, log: silentLog, max: 2 });
    const ids = Array.from({ length: 60 }, (_, index) => index);
    const outcomes = await Promise.allSettled(
      ids.map((id) =>
        transaction(pool, async (client) => {
          await client.query('insert into item values ($1)', [id]);
          const seen = await client.query(
            'select count(*) as own from item where xmin = pg_current_xact_id()::xid',
          );
          expect(seen.rows[0].own).toBe(1);
          if (id % 2 === 1) throw new Error('odd');
        }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(30);
    const { rows } = await pool.query('select id from item order by id');
    expect(rows.map(({ id }) => id)).toEqual(ids.filter((id) => id % 2 === 0));
    await pool.end();
  });

  test('a transaction whose failed statement was ignored does not pass for committed', async () => {
    const ignoring = transaction(database.pool, async (client) => {
      await client.query('select 1/0').catch(() => {});
    });
    await expect(ignoring).rejects.toThrow('rolled back');
  });
});
