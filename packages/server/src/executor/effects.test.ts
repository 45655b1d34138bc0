import type { Plan, RunEvent, RunState, StepState } from '@rondo/engine';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import type { AttemptLog, LogStore } from '../logs/log-store.ts';
import type { StepRuntime } from '../step-runtimes/contract.ts';
import { Effects } from './effects.ts';
import { RunCell } from './run-cell.ts';

const IDS = { step_id: 's', step_attempt_id: 1 };

/** A run with one step that a runtime of these calls works on, and what is posted about it. */
function newEffects(calls: Pick<StepRuntime, 'start' | 'terminate'>) {
  const step = { ...IDS, step_uuid: 'u', status: 'STARTING', times: {} } as unknown as StepState;
  const state = { instance: {}, status: 'IN_PROGRESS', steps: new Map([['s', step]]) } as unknown as RunState;
  const plan = { steps: new Map([['s', { type: 'Slow' }]]) } as unknown as Plan;
  const group = { group_id: 0, generation: 1 };
  const cell = new RunCell({ runKey: 1, group, plan, state, revision: 0, isNew: false });
  const runtime: StepRuntime = {
    type: 'Slow',
    poll: async () => ({ state: 'DONE' }),
    stop: async () => {},
    ...calls,
  };
  const posted: RunEvent[] = [];
  const effects = new Effects({
    log: pino({ level: 'silent' }),
    logs: { open: () => ({}) as AttemptLog } as unknown as LogStore,
    now: () => 0,
    runtime: () => runtime,
    workDir: async () => '/work',
    patienceMs: 1,
    post: (_cell, event) => posted.push(event),
  });
  const perform = (type: 'StartRuntime' | 'TerminateRuntime') => effects.perform(cell, { type, ...IDS });
  return { perform, posted };
}

test('a start that never answers does not keep the attempt from being ended', async () => {
  const { perform, posted } = newEffects({
    start: () => new Promise(() => {}),
    terminate: async () => ({ state: 'STOPPED' }),
  });
  perform('StartRuntime');
  perform('TerminateRuntime');
  await vi.waitFor(() => expect(posted).toHaveLength(1));
  expect(posted[0]).toMatchObject({ type: 'RuntimeAnswered', call: 'terminate', ...IDS });
});

test('an end that is never answered counts as failed, so that it is asked for again', async () => {
  const { perform, posted } = newEffects({
    start: async () => ({ state: 'CONTINUE' }),
    terminate: () => new Promise(() => {}),
  });
  perform('TerminateRuntime');
  await vi.waitFor(() => expect(posted).toHaveLength(1));
  expect(posted[0]).toMatchObject({ type: 'RuntimeThrew', call: 'terminate', ...IDS });
});

test('calls to an attempt take turns while they answer in time', async () => {
  const order: string[] = [];
  const { perform, posted } = newEffects({
    async start() {
      order.push('start begins');
      await Promise.resolve();
      order.push('start ends');
      return { state: 'CONTINUE' };
    },
    async terminate() {
      order.push('terminate begins');
      return { state: 'STOPPED' };
    },
  });
  perform('StartRuntime');
  perform('TerminateRuntime');
  await vi.waitFor(() => expect(posted).toHaveLength(2));
  expect(order).toEqual(['start begins', 'start ends', 'terminate begins']);
});
