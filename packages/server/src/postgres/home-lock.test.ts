import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HomeLock, lockHome } from './home-lock.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'rondo-lock-'));
});
afterEach(() => rm(home, { recursive: true }));

async function leaveBehind(holder: { pid: number; host: string; started: string }): Promise<void> {
  await mkdir(join(home, 'locks'), { recursive: true });
  for (const kind of ['claim', 'owner']) {
    await writeFile(join(home, 'locks', `${kind}-left`), JSON.stringify(holder));
  }
}

describe('lockHome', () => {
  test('of many at once lets exactly one in, and after its release the next', async () => {
    for (let round = 0; round < 5; round += 1) {
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockHome(home)));
      const locks = outcomes.flatMap((outcome): HomeLock[] =>
        outcome.status === 'fulfilled' ? [outcome.value] : [],
      );
      expect(locks).toHaveLength(1);
      await locks[0]!.release();
    }
    expect(await readdir(join(home, 'locks'))).toEqual([]);
  });

  test('names the process that has it', async () => {
    const lock = await lockHome(home);
    await expect(lockHome(home)).rejects.toMatchObject({
      code: 'home_locked',
      message: expect.stringContaining(`process ${process.pid}`),
    });
    await lock.release();
  });

  test('passes over a process that is gone', async () => {
    await leaveBehind({ pid: 2 ** 22 + 1, host: hostname(), started: 'x' });
    await (await lockHome(home)).release();
    expect(await readdir(join(home, 'locks'))).toEqual([]);
  });

  test('passes over a process that is gone and whose id another one has now', async () => {
    await leaveBehind({ pid: process.pid, host: hostname(), started: 'before the last boot' });
    await (await lockHome(home)).release();
  });

  test('cannot know about a process of another host, and says what to do if it is gone', async () => {
    await leaveBehind({ pid: 1, host: 'elsewhere', started: 'x' });
    await expect(lockHome(home)).rejects.toThrow(
      /on host elsewhere; if that .* is gone for good, delete .*locks/,
    );
  });
});
