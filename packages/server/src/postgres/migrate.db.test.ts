import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { silentLog } from '../../test/postgres/silent-log.ts';
import { createTestDatabase, type TestDatabase } from '../../test/postgres/test-database.ts';
import { MIGRATIONS_TABLE, migrate } from './migrate.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rondo-migrations-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  database = await createTestDatabase({ isEmpty: true });
  await rm(folder, { recursive: true });
  folder = await mkdtemp(join(tmpdir(), 'rondo-migrations-'));
  await add('0001_one.sql', 'create table one (id int primary key); insert into one values (1);');
  await add('0002_two.sql', 'create table two (id int); select pg_sleep(0.2); insert into two values (2);');
});
afterEach(() => database.drop());

const add = (name: string, sql: string) => writeFile(join(folder, name), sql);
const run = () => migrate({ url: database.url, log: silentLog, folder });
const tables = async () =>
  (
    await database.pool.query(
      "select table_name as name from information_schema.tables where table_schema = 'public' order by 1",
    )
  ).rows.map(({ name }) => name);

describe('migrate', () => {
  test('applies what is missing, in order, and nothing twice', async () => {
    expect(await run()).toEqual(['0001_one', '0002_two']);
    expect(await run()).toEqual([]);
    await add('0003_three.sql', 'alter table two rename to three;');
    expect(await run()).toEqual(['0003_three']);
    expect(await tables()).toEqual(['one', MIGRATIONS_TABLE, 'three']);
  });

  test('lets one of many servers that start at once migrate, and the others wait until it has', async () => {
    const applied = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const names = await run();
        // What a server sees as soon as its own call is over.
        expect((await database.pool.query('select id from two')).rows).toEqual([{ id: 2 }]);
        return names;
      }),
    );
    expect(applied.filter((names) => names.length > 0)).toEqual([['0001_one', '0002_two']]);
  });

  test('tells which database does not answer, without its password', async () => {
    const error = await migrate({ url: 'postgres://me:secret@127.0.0.1:1/flights', log: silentLog }).then(
      () => expect.fail('it was to fail'),
      (failure: Error) => failure,
    );
    expect(error).toMatchObject({ code: 'cannot_connect' });
    expect(error.message).toMatch(/database flights of PostgreSQL at 127\.0\.0\.1:1: connect ECONNREFUSED/);
    expect(error.message).not.toContain('secret');
  });

  test('leaves the database as it was when one of several fails, and names it and the cause', async () => {
    await add('0003_three.sql', 'create table three (id int);\ninsert into nowhere values (1);');
    const error = await run().then(
      () => expect.fail('it was to fail'),
      (failure: Error) => failure,
    );
    expect(error).toMatchObject({ code: 'migration_failed' });
    expect(error.message).toMatch(/relation "nowhere" does not exist/);
    expect(error.message).toContain('insert into nowhere');
    expect((await tables()).filter((name) => name !== MIGRATIONS_TABLE)).toEqual([]);
    await add('0003_three.sql', 'create table three (id int);');
    expect(await run()).toHaveLength(3);
  });

  test('refuses a database that a newer version has migrated, and says which migration it does not know', async () => {
    await run();
    await rm(join(folder, '0002_two.sql'));
    const error = { code: 'newer_database', message: expect.stringContaining('0002_two') };
    await expect(run()).rejects.toMatchObject(error);
    await add('0002_other.sql', 'create table other (id int);');
    await expect(run()).rejects.toMatchObject(error);
    expect(await tables()).not.toContain('other');
  });

  test('waits for longer than the statement timeout of the database', async () => {
    await database.pool.query(
      `alter database ${new URL(database.url).pathname.slice(1)} set statement_timeout = 50`,
    );
    expect(await run()).toHaveLength(2);
  });

  test.each([
    ['two_words.sql', /not named like/],
    ['0004_gap.sql', /0004_gap\.sql is number 3/],
    ['0002_again.sql', /without gaps/],
  ])('refuses a folder with %s', async (name, message) => {
    await add(name, 'select 1;');
    await expect(run()).rejects.toMatchObject({
      code: 'migration_failed',
      message: expect.stringMatching(message),
    });
    expect(await tables()).toEqual([]);
  });

  test('passes over what is no migration', async () => {
    await add('README.md', 'create table readme (id int);');
    expect(await run()).toHaveLength(2);
  });

  test('brings an empty database to the schema of this version', async () => {
    const applied = await migrate({ url: database.url, log: silentLog });
    expect(applied.length).toBeGreaterThan(0);
    expect(await migrate({ url: database.url, log: silentLog })).toEqual([]);
  });
});
