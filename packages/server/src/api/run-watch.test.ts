import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Executor, RunChange } from '../executor/port.ts';
import type { Pool } from '../postgres/client.ts';
import type { RunRow } from '../storage/run-codec.ts';
import { RunWatch } from './run-watch.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const row = (run_key: number) => ({ run_key, revision: 3 }) as RunRow;

/** A watch over an executor that tells what the test says and a database that answers what the test puts in. */
function setup() {
  const told = new Set<(change: RunChange) => void>();
  const heads: object[] = [];
  const query = vi.fn(async () => ({ rows: heads }));
  const executor = {
    onCommit: (_run: object, listener: (change: RunChange) => void) => {
      told.add(listener);
      return () => told.delete(listener);
    },
  } as unknown as Executor;
  const watch = new RunWatch(executor, { query } as unknown as Pool, pino({ level: 'silent' }), 1_000);
  const commit = (change: RunChange) => {
    for (const listener of told) listener(change);
  };
  return { watch, told, heads, query, commit };
}

test('tells about a commit of this node once, and not again after the poll', async () => {
  const { watch, heads, commit } = setup();
  const seen: RunChange[] = [];
  const unwatch = watch.watch(row(1), (change) => seen.push(change));
  commit({ revision: 4, isTerminal: false });
  heads.push({ run_key: 1, revision: 4, status: 'IN_PROGRESS' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(seen).toEqual([{ revision: 4, isTerminal: false }]);
  unwatch();
});

test('tells about a commit of another node after a poll', async () => {
  const { watch, heads } = setup();
  const seen: RunChange[] = [];
  const unwatch = watch.watch(row(1), (change) => seen.push(change));
  heads.push({ run_key: 1, revision: 9, status: 'SUCCEEDED' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(seen).toEqual([{ revision: 9, isTerminal: true }]);
  unwatch();
});

test('goes on after a poll that failed', async () => {
  const { watch, heads, query } = setup();
  const seen: RunChange[] = [];
  const unwatch = watch.watch(row(1), (change) => seen.push(change));
  query.mockRejectedValueOnce(new Error('the database is away'));
  heads.push({ run_key: 1, revision: 9, status: 'FAILED' });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(seen).toHaveLength(1);
  unwatch();
});

test('asks for all watched runs in one query, and for nothing once nobody watches', async () => {
  const { watch, told, query } = setup();
  const stops = [1, 2, 2].map((key) => watch.watch(row(key), () => {}));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(query).toHaveBeenCalledTimes(1);
  expect(query.mock.calls[0]).toMatchObject([{ values: [[1, 2]] }]);
  for (const stop of stops) stop();
  expect(told.size).toBe(0);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(query).toHaveBeenCalledTimes(1);
});
