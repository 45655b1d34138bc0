import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Parameters } from '@rondo/model';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFileLogStore } from '../logs/file-store.ts';
import type { AttemptKey, LogStore } from '../logs/log-store.ts';
import type { Attempt, AttemptTools, RuntimeResult, StepRuntime } from './contract.ts';

/** A runtime under test, and params of attempts that behave in known ways. */
export interface RuntimeCase {
  readonly runtime: StepRuntime;
  /** Ends DONE by itself. `marker` is a file in the work dir that each execution appends one line to, if it can. */
  done(marker: string): Parameters;
  /** False for a runtime whose work leaves no trace, such as a sleep. */
  readonly leavesMarker: boolean;
  /** Runs until it is terminated; undefined for a runtime whose work is over at once. */
  readonly endless?: Parameters;
  /** Ends in USER_ERROR by itself; undefined for a runtime that cannot fail. */
  readonly failing?: Parameters;
  /** Text that the log of a `done` attempt has; undefined for a runtime that writes none. */
  readonly logged?: string;
  dispose(): Promise<void>;
}

/** One attempt with what it needs, and a count of its wake-ups. */
export interface Trial {
  readonly attempt: Attempt;
  readonly tools: AttemptTools;
  readonly key: AttemptKey;
  wakes(): number;
}

/** An attempt of its own with these params, logging to `logs`. */
export function trial(type: string, params: Parameters, workDir: string, logs: LogStore): Trial {
  const key: AttemptKey = {
    workflow_id: 'contract',
    workflow_instance_id: 1,
    workflow_run_id: 1,
    step_id: randomUUID(),
    step_attempt_id: 1,
  };
  let wakes = 0;
  const wake = () => {
    wakes += 1;
  };
  return {
    key,
    attempt: {
      ...key,
      step_uuid: randomUUID(),
      step_type: type,
      params,
      artifacts: {},
      start_time: Date.now(),
    },
    tools: { now: () => Date.now(), log: logs.open(key), workDir, wake },
    wakes: () => wakes,
  };
}

/** A STRING param with this value. */
export function text(value: string): Parameters[string] {
  return { type: 'STRING', value, evaluated_result: value, evaluated_time: 1 };
}

/** Polls until the attempt is over. */
export async function finish(runtime: StepRuntime, { attempt, tools }: Trial): Promise<RuntimeResult> {
  return vi.waitFor(
    async () => {
      const result = await runtime.poll(attempt, tools);
      if (result.state === 'CONTINUE') throw new Error(`${attempt.step_uuid} still runs`);
      return result;
    },
    { timeout: 20_000, interval: 20 },
  );
}

const ENDED = ['DONE', 'USER_ERROR', 'PLATFORM_ERROR', 'FATAL_ERROR', 'STOPPED', 'TIMED_OUT'];

/** The promises that every step runtime keeps, whatever it runs. */
export function describeRuntimeContract(
  name: string,
  makeCase: (home: string) => Promise<RuntimeCase>,
): void {
  describe(`${name} keeps the step runtime contract`, () => {
    let home: string;
    let logs: LogStore;
    let subject: RuntimeCase;
    const warnings: unknown[] = [];

    beforeEach(async () => {
      home = await mkdtemp(join(tmpdir(), 'rondo-contract-'));
      logs = createFileLogStore({
        directory: join(home, 'logs'),
        warn: (...args) => warnings.push(args),
      });
      subject = await makeCase(home);
    });

    afterEach(async () => {
      await subject.dispose();
      await subject.runtime.stop();
      await logs.stop();
      await rm(home, { recursive: true, force: true });
      expect(warnings).toEqual([]);
    });

    const attemptWith = (params: Parameters) => trial(subject.runtime.type, params, home, logs);

    it('goes on from start and ends DONE', async () => {
      const one = attemptWith(subject.done('marker'));
      const started = await subject.runtime.start(one.attempt, one.tools);
      expect(['CONTINUE', 'DONE']).toContain(started.state);
      expect((await finish(subject.runtime, one)).state).toBe('DONE');
    });

    it('answers polls of an ended attempt with the same result again', async () => {
      const one = attemptWith(subject.done('marker'));
      await subject.runtime.start(one.attempt, one.tools);
      const first = await finish(subject.runtime, one);
      const second = await subject.runtime.poll(one.attempt, one.tools);
      expect({ ...second, timeline: [] }).toEqual({ ...first, timeline: [] });
    });

    it('executes once however often the same step_uuid is started', async () => {
      const one = attemptWith(subject.done('marker'));
      const starts = [1, 2, 3].map(() => subject.runtime.start(one.attempt, one.tools));
      for (const result of await Promise.all(starts)) expect(['CONTINUE', 'DONE']).toContain(result.state);
      await finish(subject.runtime, one);
      await subject.runtime.start(one.attempt, one.tools);
      expect((await finish(subject.runtime, one)).state).toBe('DONE');
      if (!subject.leavesMarker) return;
      expect((await readFile(join(home, 'marker'), 'utf8')).trim().split('\n')).toHaveLength(1);
    });

    it('keeps attempts with different step_uuids apart', async () => {
      const trials = [attemptWith(subject.done('marker-1')), attemptWith(subject.done('marker-2'))];
      for (const one of trials) await subject.runtime.start(one.attempt, one.tools);
      for (const one of trials) expect((await finish(subject.runtime, one)).state).toBe('DONE');
      if (!subject.leavesMarker) return;
      for (const marker of ['marker-1', 'marker-2'])
        expect(await readFile(join(home, marker), 'utf8')).not.toBe('');
    });

    it('ends a failing attempt in USER_ERROR and says why in the timeline', async () => {
      if (!subject.failing) return;
      const one = attemptWith(subject.failing);
      await subject.runtime.start(one.attempt, one.tools);
      const result = await finish(subject.runtime, one);
      expect(result.state).toBe('USER_ERROR');
      expect(result.timeline?.map((event) => event.type)).toEqual(['DETAILS']);
    });

    it('wakes the executor when the work ends by itself', async () => {
      if (!subject.endless) return;
      const one = attemptWith(subject.done('marker'));
      const started = await subject.runtime.start(one.attempt, one.tools);
      if (started.state === 'CONTINUE') await vi.waitFor(() => expect(one.wakes()).toBeGreaterThan(0));
      expect(ENDED).toContain((await subject.runtime.poll(one.attempt, one.tools)).state);
    });

    it('answers CONTINUE while it runs, and STOPPED when it is terminated', async () => {
      if (!subject.endless) return;
      const one = attemptWith(subject.endless);
      expect((await subject.runtime.start(one.attempt, one.tools)).state).toBe('CONTINUE');
      expect((await subject.runtime.poll(one.attempt, one.tools)).state).toBe('CONTINUE');
      expect((await subject.runtime.terminate(one.attempt, one.tools)).state).toBe('STOPPED');
      expect((await subject.runtime.poll(one.attempt, one.tools)).state).not.toBe('CONTINUE');
    });

    it('answers a second and a simultaneous terminate with STOPPED', async () => {
      if (!subject.endless) return;
      const one = attemptWith(subject.endless);
      await subject.runtime.start(one.attempt, one.tools);
      const terminations = [1, 2].map(() => subject.runtime.terminate(one.attempt, one.tools));
      expect((await Promise.all(terminations)).map((result) => result.state)).toEqual(['STOPPED', 'STOPPED']);
      expect((await subject.runtime.terminate(one.attempt, one.tools)).state).toBe('STOPPED');
    });

    it('answers the terminate of an attempt that was never started, or is over, with STOPPED', async () => {
      const never = attemptWith(subject.done('marker'));
      expect((await subject.runtime.terminate(never.attempt, never.tools)).state).toBe('STOPPED');
      const over = attemptWith(subject.done('marker'));
      await subject.runtime.start(over.attempt, over.tools);
      await finish(subject.runtime, over);
      expect((await subject.runtime.terminate(over.attempt, over.tools)).state).toBe('STOPPED');
    });

    it('has the whole output in the log when the attempt is over', async () => {
      if (subject.logged === undefined) return;
      const one = attemptWith(subject.done('marker'));
      await subject.runtime.start(one.attempt, one.tools);
      await finish(subject.runtime, one);
      expect((await logs.read(one.key, 0, 100_000)).text).toContain(subject.logged);
    });
  });
}
