import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestExecutor, type TestExecutor } from './test-executor.ts';

/** Rounds of a loop within a loop: 2,000 of them are about a millisecond. */
const rounds = (outer: number, inner: number) =>
  `n = 0; for (i = 0; i < ${outer}; i += 1) for (j = 0; j < ${inner}; j += 1) n += 1; return n;`;
/** A second of work or more, no expression of which comes to a limit of the language. */
const HOG = Object.fromEntries(
  Array.from({ length: 30 }, (_, index) => [`n${index}`, { type: 'LONG', expression: rounds(500, 1000) }]),
);

let test: TestExecutor;

const noOp = (params: object = {}) => [{ step: { id: 'only', type: 'NoOp', params } }];
const long = (expression: string) => ({ n: { type: 'LONG', expression } });

beforeEach(async () => {
  test = await createTestExecutor();
});

afterEach(async () => {
  await test.stop();
});

describe('an expression that takes longer than a moment', () => {
  it('is evaluated all the same, as a workflow param and as a step param', async () => {
    const params = {
      m: { type: 'LONG', expression: 'n + 1' },
      k: { type: 'LONG', expression: rounds(500, 300) },
    };
    await test.define('slow', { params: long(rounds(1000, 300)), steps: noOp(params) });
    await test.start();
    await test.ended('slow', await test.run('slow'));
    expect(await test.statuses('slow')).toEqual({ SUCCEEDED: 1 });
    const { rows } = await test.database.pool.query('select state from step_instance');
    const { own } = JSON.parse(rows[0].state).params;
    expect([own.m.evaluated_result, own.k.evaluated_result]).toEqual([300_001, 150_000]);
  });

  it('lets other runs go on meanwhile', async () => {
    await test.define('hog', { steps: noOp(HOG) });
    await test.define('quick', { steps: noOp() });
    await test.start();
    const hogEnded = test.ended('hog', await test.run('hog'));
    await Promise.all(Array.from({ length: 50 }, async () => test.ended('quick', await test.run('quick'))));
    expect(await test.statuses('quick')).toEqual({ SUCCEEDED: 50 });
    expect(await test.statuses('hog')).not.toEqual({ SUCCEEDED: 1 });
    await hogEnded;
    expect(await test.statuses('hog')).toEqual({ SUCCEEDED: 1 });
  });

  it('is ended with its thread when it runs over the time, and the next one is evaluated', async () => {
    await test.define('hog', { steps: noOp(HOG) });
    await test.define('slow', { steps: noOp(long(rounds(1000, 100))) });
    await test.start({ settings: { RONDO_EXPRESSION_TIMEOUT_MS: '200', RONDO_EXPRESSION_WORKERS: '1' } });
    await test.ended('hog', await test.run('hog'));
    const { rows } = await test.database.pool.query('select status, state from step_instance');
    expect(rows[0].status).toBe('INTERNALLY_FAILED');
    expect(rows[0].state).toContain('the time for this evaluation is over');
    await test.ended('slow', await test.run('slow'));
    expect(await test.statuses('slow')).toEqual({ SUCCEEDED: 1 });
  });

  it('refuses a start whose params take too long', async () => {
    await test.define('hog', { params: HOG, steps: noOp() });
    await test.start({ settings: { RONDO_EXPRESSION_TIMEOUT_MS: '200' } });
    await expect(test.run('hog')).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('an expression ran for more than 200 ms'),
    });
  });
});
