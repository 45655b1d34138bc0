import type { Plan, RunState } from '@rondo/engine';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { Flush, type FlushOptions } from './flush.ts';
import { type CellWrite, RunCell } from './run-cell.ts';

const withCode = (code: string) => Object.assign(new Error(code), { code });

function newCell(runKey: number): RunCell {
  const state = { status: 'CREATED', steps: new Map() } as unknown as RunState;
  const group = { group_id: 0, generation: 1 };
  return new RunCell({ runKey, group, plan: {} as Plan, state, revision: 0, isNew: true });
}

/** A flush whose commits do what `commit` says, and what became of each run. */
function newFlush(commit: (keys: readonly number[]) => Promise<void>, more: Partial<FlushOptions> = {}) {
  const committed: number[] = [];
  const rejected: number[] = [];
  const settled: [key: number, error: unknown][] = [];
  const flush = new Flush({
    log: pino({ level: 'silent' }),
    commit: (writes) => commit(writes.map(({ write }) => write.run_key)),
    committed: (writes) => {
      committed.push(...writes.map(({ write }) => write.run_key));
      for (const { onCommit } of writes) for (const done of onCommit) done();
    },
    reject: ({ write, onCommit }: CellWrite, error) => {
      rejected.push(write.run_key);
      for (const done of onCommit) done(error);
    },
    isLost: async () => false,
    ...more,
  });
  const add = (...keys: number[]) => {
    for (const key of keys) {
      const cell = newCell(key);
      cell.afterCommit((error) => settled.push([key, error]));
      flush.add(cell);
    }
    flush.start();
  };
  return { flush, add, committed, rejected, settled };
}

test('a run whose values cannot be saved is rejected, its neighbours are committed', async () => {
  const { flush, add, committed, rejected } = newFlush(async (keys) => {
    if (keys.includes(3)) throw withCode('22P05');
  });
  add(1, 2, 3, 4);
  await flush.stop();
  expect(committed).toEqual([1, 2, 4]);
  expect(rejected).toEqual([3]);
});

test.each(['57014', '28P01', '58030', 'ENOENT'])(
  'no run is rejected for %s, which is the fault of the database',
  async (code) => {
    let failures = 3;
    const { flush, add, committed, rejected } = newFlush(async () => {
      if (failures-- > 0) throw withCode(code);
    });
    add(1, 2);
    await flush.stop();
    expect(committed).toEqual([1, 2]);
    expect(rejected).toEqual([]);
  },
);

test('a batch that is too large for the database goes on in halves', async () => {
  const { flush, add, committed } = newFlush(async (keys) => {
    if (keys.length > 2) throw withCode('57014');
  });
  add(1, 2, 3, 4);
  await flush.stop();
  expect(committed).toEqual([1, 2, 3, 4]);
});

test('once another node owns the runs, nothing is committed or rejected, and all who wait hear of it', async () => {
  const commit = vi.fn(async () => {
    throw withCode('22012');
  });
  const { flush, add, committed, rejected, settled } = newFlush(commit, { isLost: async () => true });
  add(1);
  await vi.waitFor(() => expect(settled).toHaveLength(1));
  add(2);
  await vi.waitFor(() => expect(settled).toHaveLength(2));
  await flush.stop();
  expect(commit).toHaveBeenCalledTimes(1);
  expect([committed, rejected]).toEqual([[], []]);
  expect(settled.every(([, error]) => error instanceof Error)).toBe(true);
});

test('a database that is gone when it is asked about ownership is asked again', async () => {
  const answers = [Promise.reject(withCode('ECONNREFUSED')), Promise.resolve(true)];
  const { flush, add, settled } = newFlush(() => Promise.reject(withCode('22012')), {
    isLost: () => answers.shift() as Promise<boolean>,
  });
  add(1);
  await vi.waitFor(() => expect(settled).toHaveLength(1));
  await flush.stop();
  expect(answers).toEqual([]);
});

test('a stop gives up on a database that takes no commit, and tells who waits', async () => {
  let time = 0;
  const now = vi.spyOn(Date, 'now').mockImplementation(() => time);
  try {
    const { flush, add, committed, rejected, settled } = newFlush(() =>
      Promise.reject(withCode('ECONNREFUSED')),
    );
    add(1);
    const stopped = flush.stop();
    time = 3_600_000;
    await stopped;
    expect([committed, rejected]).toEqual([[], []]);
    expect(settled).toMatchObject([[1, { message: expect.stringContaining('ask again') }]]);
  } finally {
    now.mockRestore();
  }
});
