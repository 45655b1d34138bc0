import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { silentLog } from '../../test/postgres/silent-log.ts';
import { createTestDatabase, type TestDatabase } from '../../test/postgres/test-database.ts';
import { connectClient } from './client.ts';
import { pipelineTransaction, type TransactionError } from './pipeline.ts';

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase({ isEmpty: true });
  await database.pool.query('create table item (id int primary key, note text)');
  await database.pool.query('create table later (id int references item (id) deferrable initially deferred)');
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.pool.query('truncate item, later');
  client = await connectClient({ url: database.url, log: silentLog, pipeline: true });
});
afterEach(() => client.end());

const insert = (id: number) => ({
  name: 'insert_item',
  text: 'insert into item (id) values ($1)',
  values: [id],
});
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it was to fail'),
    (error: TransactionError) => error,
  );
const countItems = async () => Number((await database.pool.query('select count(*) from item')).rows[0].count);

describe('pipelineTransaction', () => {
  test('resolves with one result for each statement, without those of BEGIN and COMMIT', async () => {
    const results = await pipelineTransaction(client, [
      insert(1),
      { text: 'select id from item order by id' },
      insert(2),
    ]);
    expect(results.map(({ command, rows }) => [command, rows])).toEqual([
      ['INSERT', []],
      ['SELECT', [{ id: 1 }]],
      ['INSERT', []],
    ]);
    expect(await countItems()).toBe(2);
  });

  test('rolls all back and names the statement at fault when one in the middle fails', async () => {
    const error = await failureOf(pipelineTransaction(client, [insert(1), insert(1), insert(2), insert(3)]));
    expect(error).toMatchObject({ outcome: 'rolled_back', code: '23505', statement: 'insert_item' });
    expect(await countItems()).toBe(0);
  });

  test('goes on working on the same connection after a failure, also with the statement that failed', async () => {
    await failureOf(pipelineTransaction(client, [{ text: 'select 1/0' }, insert(1)]));
    await pipelineTransaction(client, [insert(1)]);
    expect(await countItems()).toBe(1);
  });

  test('reports a constraint that fails at commit as rolled back', async () => {
    const error = await failureOf(
      pipelineTransaction(client, [insert(1), { text: 'insert into later values (99)' }]),
    );
    expect(error).toMatchObject({ outcome: 'rolled_back', code: '23503', statement: 'commit' });
    expect(await countItems()).toBe(0);
  });

  test('keeps overlapping transactions apart: the failure of one leaves its neighbours committed', async () => {
    const outcomes = await Promise.allSettled([
      pipelineTransaction(client, [insert(1)]),
      pipelineTransaction(client, [insert(2), insert(1)]),
      pipelineTransaction(client, [insert(3)]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const { rows } = await database.pool.query('select id from item order by id');
    expect(rows).toEqual([{ id: 1 }, { id: 3 }]);
  });

  test('sends nothing at all when a value cannot be encoded', async () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const note = { name: 'note', text: 'update item set note = $1', values: [circular] };
    await expect(pipelineTransaction(client, [insert(1), note])).rejects.toThrow(/note: \$1: .*circular/i);
    expect(await countItems()).toBe(0);
  });

  test('sends nothing at all when a statement name is used for a second text', async () => {
    const other = { ...insert(2), text: 'insert into item (id, note) values ($1, null)' };
    await expect(pipelineTransaction(client, [insert(1), other])).rejects.toThrow(/insert_item .*two texts/);
    expect(await countItems()).toBe(0);
  });

  test('says that the transaction is committed when only reading an answer failed', async () => {
    const error = await failureOf(
      pipelineTransaction(client, [insert(1), { text: 'select 9007199254740993::int8 as big' }]),
    );
    expect(error.outcome).toBe('committed');
    expect(error.cause).toBeInstanceOf(RangeError);
    expect(await countItems()).toBe(1);
  });

  test('says that the outcome is unknown when the connection is lost before any answer', async () => {
    client.connection.stream.destroy();
    const error = await failureOf(pipelineTransaction(client, [insert(1)]));
    expect(error.outcome).toBe('unknown');
  });

  test('is rolled back when the server ends the connection during a statement', async () => {
    const error = await failureOf(
      pipelineTransaction(client, [insert(1), { text: 'select pg_terminate_backend(pg_backend_pid())' }]),
    );
    expect(error).toMatchObject({ outcome: 'rolled_back', code: '57P01' });
    expect(await countItems()).toBe(0);
  });

  test('refuses a client without pipeline', async () => {
    const plain = await connectClient({ url: database.url, log: silentLog });
    await expect(pipelineTransaction(plain, [insert(1)])).rejects.toThrow('pipeline: true');
    await plain.end();
  });

  test('brings back any mix of successes and failures exactly as separate transactions would', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 300 }, (_, index) =>
        pipelineTransaction(client, index % 3 === 2 ? [insert(index), insert(0)] : [insert(index)]),
      ),
    );
    const failed = outcomes.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []));
    expect(failed).toEqual(Array.from({ length: 100 }, (_, index) => index * 3 + 2));
    expect(await countItems()).toBe(200);
  });
});
