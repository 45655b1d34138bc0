import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attemptPath } from './attempt-path.ts';
import { createFileLogStore } from './file-store.ts';
import type { AttemptKey, LogStore } from './log-store.ts';

const KEY: AttemptKey = {
  workflow_id: 'sales',
  workflow_instance_id: 1,
  workflow_run_id: 1,
  step_id: 'load',
  step_attempt_id: 1,
};

describe('file log store', () => {
  let home: string;
  let warnings: string[];
  const opened: LogStore[] = [];

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'rondo-logs-'));
    warnings = [];
  });

  afterEach(async () => {
    for (const store of opened.splice(0)) await store.stop();
    await rm(home, { recursive: true, force: true });
  });

  function store(limits: { segmentBytes?: number; maxBytes?: number } = {}, directory = home): LogStore {
    const created = createFileLogStore({ directory, ...limits, warn: (message) => warnings.push(message) });
    opened.push(created);
    return created;
  }

  async function readAll(logs: LogStore, key: AttemptKey, limit: number): Promise<string> {
    let text = '';
    for (let offset = 0; ; ) {
      const chunk = await logs.read(key, offset, limit);
      text += chunk.text;
      if (chunk.next_offset === chunk.total) return text;
      expect(chunk.next_offset).toBeGreaterThan(offset);
      offset = chunk.next_offset;
    }
  }

  it('reads back in pieces of any size what was appended in pieces of any size', async () => {
    const pieces = fc.array(fc.string({ unit: 'grapheme', maxLength: 30 }), { maxLength: 20 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        pieces,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 40 }),
        async (texts, segmentBytes, limit) => {
          const logs = store({ segmentBytes, maxBytes: 1_000_000 });
          run += 1;
          const key = { ...KEY, workflow_instance_id: run };
          const log = logs.open(key);
          for (const text of texts) log.append(text);
          await log.flush();
          expect(await readAll(logs, key, limit)).toBe(texts.join(''));
          await log.close();
          expect(await readAll(logs, key, limit)).toBe(texts.join(''));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps the head and the tail within its limit, and every kept byte at its own offset', async () => {
    let run = 0;
    const sizes = fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 10, max: 40 }), async (lengths, segmentBytes) => {
        const maxBytes = segmentBytes * 4;
        const logs = store({ segmentBytes, maxBytes });
        run += 1;
        const key = { ...KEY, workflow_instance_id: run };
        const log = logs.open(key);
        let whole = '';
        for (const length of lengths) {
          const text = Array.from({ length }, (_, index) => String((whole.length + index) % 10)).join('');
          whole += text;
          log.append(text);
          await log.flush();
        }
        const kept = await readAll(logs, key, 1_000);
        expect(kept.length).toBe(whole.length <= maxBytes ? whole.length : kept.length);
        expect(kept.length).toBeLessThanOrEqual(maxBytes);
        expect(kept.startsWith(whole.slice(0, segmentBytes))).toBe(true);
        expect(whole.endsWith(kept.slice(segmentBytes))).toBe(true);
        for (let offset = 0; offset < whole.length; offset += 7) {
          const chunk = await logs.read(key, offset, 5);
          expect(chunk.offset).toBeGreaterThanOrEqual(offset);
          expect(chunk.text).toBe(whole.slice(chunk.offset, chunk.offset + chunk.text.length));
          expect(chunk.total).toBe(whole.length);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('never cuts a character, whatever the offset and the limit', async () => {
    const logs = store({ segmentBytes: 7 });
    const whole = 'aé€😀'.repeat(20);
    logs.open(KEY).append(whole);
    await logs.open(KEY).flush();
    const { total } = await logs.read(KEY, 0, 4);
    for (let offset = -total; offset <= total; offset += 1) {
      const chunk = await logs.read(KEY, offset, 9);
      expect(chunk.text).not.toContain('\ufffd');
      expect(whole).toContain(chunk.text);
    }
  });

  it('counts a negative offset from the end', async () => {
    const logs = store();
    logs.open(KEY).append('one\ntwo\nthree\n');
    await logs.open(KEY).flush();
    expect(await logs.read(KEY, -6, 100)).toEqual({ text: 'three\n', offset: 8, next_offset: 14, total: 14 });
    expect((await logs.read(KEY, -1_000, 100)).offset).toBe(0);
  });

  it('answers an empty chunk for an attempt that wrote nothing', async () => {
    expect(await store().read(KEY, 0, 100)).toEqual({ text: '', offset: 0, next_offset: 0, total: 0 });
  });

  it('goes on at the right offset after a restart and after a close', async () => {
    const first = store({ segmentBytes: 4 });
    first.open(KEY).append('before ');
    await first.stop();
    const log = store({ segmentBytes: 4 }).open(KEY);
    expect(await log.size()).toBe(7);
    log.append('after');
    await log.close();
    log.append('wards');
    await log.close();
    expect(await readAll(store(), KEY, 100)).toBe('before afterwards');
  });

  it('tells listeners of the attempt after each append, until they leave', async () => {
    const logs = store();
    const seen: string[] = [];
    const leave = logs.onAppend(KEY, () => seen.push('mine'));
    const leaveOther = logs.onAppend({ ...KEY, step_attempt_id: 2 }, () => seen.push('other'));
    logs.open(KEY).append('x');
    await logs.open(KEY).flush();
    expect(seen).toEqual(['mine']);
    leave();
    logs.open(KEY).append('y');
    await logs.open(KEY).flush();
    expect(seen).toEqual(['mine']);
    leaveOther();
  });

  it('loses output visibly, and does not fail, while nothing can be written', async () => {
    const file = join(home, 'is-a-file');
    const logs = store({}, file);
    await writeFile(file, '');
    const log = logs.open(KEY);
    log.append('lost');
    await log.flush();
    expect(warnings).toEqual([expect.stringContaining('4 bytes of output could not be written')]);
    await rm(file);
    log.append('kept');
    await log.flush();
    expect((await logs.read(KEY, 0, 1_000)).text).toBe(
      '\n[4 bytes of output could not be written here]\nkept',
    );
  });

  it('says which argument of a read is wrong', async () => {
    await expect(store().read(KEY, 0.5, 10)).rejects.toThrow('offset must be a whole number, not 0.5');
    await expect(store().read(KEY, 0, 0)).rejects.toThrow('limit must be a whole number above 0, not 0');
    expect(() => store({ segmentBytes: -1 })).toThrow('segmentBytes must be a whole number above 0, not -1');
  });
});

describe('the folder of an attempt', () => {
  const path = (workflow: string, step = 'load') =>
    attemptPath('/logs', { ...KEY, workflow_id: workflow, step_id: step });

  it('is readable for plain ids', () => {
    expect(path('sales_2-a')).toBe('/logs/sales_2-a/1/1/load/1');
  });

  it('is always five levels below the directory, whatever the ids are', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('..', '.', '', '/etc', 'a/../b', '~', 'NUL'),
        (one, other) => {
          for (const folder of [path(one, other), path(other, one)]) {
            expect(folder.split('/')).toHaveLength(7);
            expect(folder).toMatch(/^\/logs(\/[A-Za-z0-9_-]*(\.[0-9a-f]{16})?)+$/);
            expect(Math.max(...folder.split('/').map((name) => name.length))).toBeLessThan(120);
          }
        },
      ),
    );
  });

  it('differs for different ids, even where the file system ignores case', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        fc.pre(one !== other);
        expect(path(one).toLowerCase()).not.toBe(path(other).toLowerCase());
      }),
    );
    expect(path('Sales').toLowerCase()).not.toBe(path('sales').toLowerCase());
  });

  it('refuses ids that are not numbers of attempts', () => {
    expect(() => attemptPath('/logs', { ...KEY, workflow_run_id: Number.NaN })).toThrow('workflow_run_id');
  });
});
