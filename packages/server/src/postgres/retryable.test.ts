import { describe, expect, test } from 'vitest';
import { DEFAULT_RETRY, faultOf, retry } from './retryable.ts';

const withCode = (code: string) => Object.assign(new Error(code), { code });
const policy = { attempts: 4, first_wait_ms: 0, max_wait_ms: 0 };

function failing(errors: readonly Error[]): { work: () => Promise<string>; calls: () => number } {
  let calls = 0;
  const work = async () => {
    calls += 1;
    const error = errors[calls - 1];
    if (error !== undefined) throw error;
    return 'done';
  };
  return { work, calls: () => calls };
}

describe('faultOf', () => {
  test.each([
    ['40001', 'undone'],
    ['40P01', 'undone'],
    ['57P03', 'undone'],
    ['53300', 'undone'],
    ['ECONNREFUSED', 'undone'],
    ['57P01', 'unsure'],
    ['08006', 'unsure'],
    ['ECONNRESET', 'unsure'],
    ['23505', 'permanent'],
    ['42P01', 'permanent'],
    ['57014', 'permanent'],
    ['22012', 'permanent'],
  ])('%s is %s', (code, fault) => {
    expect(faultOf(withCode(code))).toBe(fault);
  });

  test.each([
    ['Connection terminated unexpectedly', 'unsure'],
    ['Connection terminated due to connection timeout', 'undone'],
    ['timeout exceeded when trying to connect', 'undone'],
    ['Client has encountered a connection error and is not queryable', 'undone'],
    ['Something else', 'permanent'],
  ])('the error "%s" of pg, which has no code, is %s', (message, fault) => {
    expect(faultOf(new Error(message))).toBe(fault);
  });

  test('a refused connection to a name with several addresses is known by its parts', () => {
    expect(faultOf(new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')]))).toBe('undone');
  });

  test('what is no error at all is permanent', () => {
    expect([undefined, null, 'text', 7].map(faultOf)).toEqual(Array(4).fill('permanent'));
  });
});

describe('retry', () => {
  test('goes on until it works', async () => {
    const { work, calls } = failing([withCode('40001'), withCode('40P01')]);
    expect(await retry(work, { policy })).toBe('done');
    expect(calls()).toBe(3);
  });

  test('gives up with the last error when the tries run out', async () => {
    const { work, calls } = failing(['40001', '40001', '40001', '57P03', '40001'].map(withCode));
    await expect(retry(work, { policy })).rejects.toMatchObject({ code: '57P03' });
    expect(calls()).toBe(4);
  });

  test('does not repeat a permanent failure', async () => {
    const { work, calls } = failing([withCode('23505')]);
    await expect(retry(work, { policy })).rejects.toMatchObject({ code: '23505' });
    expect(calls()).toBe(1);
  });

  test('repeats what may have been done only if that does no harm', async () => {
    await expect(retry(failing([withCode('ECONNRESET')]).work, { policy })).rejects.toThrow();
    expect(await retry(failing([withCode('ECONNRESET')]).work, { policy, isIdempotent: true })).toBe('done');
  });

  test('waits longer each time, up to the limit, and says so', async () => {
    const waits: number[] = [];
    const { work } = failing(Array.from({ length: 5 }, () => withCode('40001')));
    await retry(work, {
      policy: { attempts: 6, first_wait_ms: 1, max_wait_ms: 4 },
      onRetry: (_error, _attempt, wait) => waits.push(wait),
    });
    const full = [1, 2, 4, 4, 4];
    expect(waits.every((wait, index) => wait > full[index]! / 2 && wait <= full[index]!)).toBe(true);
    expect(waits).toHaveLength(5);
  });

  test('stops waiting at once when told to stop', async () => {
    const stop = new AbortController();
    const { work, calls } = failing([withCode('40001')]);
    const pending = retry(work, {
      policy: { ...DEFAULT_RETRY, first_wait_ms: 1e8, max_wait_ms: 1e8 },
      signal: stop.signal,
      onRetry: () => queueMicrotask(() => stop.abort()),
    });
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
    expect(calls()).toBe(1);
  });
});
