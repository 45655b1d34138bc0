import { readFileSync } from 'node:fs';
import type { Step } from '@rondo/model';
import { beforeAll, describe, expect, it } from 'vitest';
import { decideRun, type RunEvent, type RunState, type StepState, type StepTimes } from '../src/index.ts';
import { seeded } from './random.ts';
import { newRun, testEnvironment } from './simulator.ts';
import { step, workflow } from './workflows.ts';

const CHARTS = readFileSync(new URL('../../../docs/state-machines/README.md', import.meta.url), 'utf8');

/** The edges of a chart as `A --> B`, without where it begins. */
function chart(heading: string): Set<string> {
  const section = CHARTS.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  const edges = [...section.matchAll(/^ {2}(\w+) --> (\w+)$/gm)];
  return new Set(edges.map(([, from, to]) => `${from} --> ${to}`));
}

const STATUS_OF_TIME: readonly (readonly [keyof StepTimes, string])[] = [
  ['create_time', 'CREATED'],
  ['initialize_time', 'INITIALIZED'],
  ['wait_signal_time', 'WAITING_FOR_SIGNALS'],
  ['evaluate_param_time', 'EVALUATING_PARAMS'],
  ['wait_permit_time', 'WAITING_FOR_PERMITS'],
  ['start_time', 'STARTING'],
  ['execute_time', 'RUNNING'],
  ['finish_time', 'FINISHING'],
];

/** The statuses an attempt went through: each that it has a time of, then the one it ended in. */
function pathOf(attempt: StepState): string[] {
  const path = STATUS_OF_TIME.filter(([time]) => attempt.times[time] !== undefined).map(
    ([, status]) => status,
  );
  return attempt.times.end_time === undefined ? path : [...path, attempt.status];
}

const ANY_OUTCOME = [
  'CONTINUE',
  'DONE',
  'USER_ERROR',
  'PLATFORM_ERROR',
  'FATAL_ERROR',
  'STOPPED',
  'TIMED_OUT',
] as const;

/** A definition, and how a seed drives it: at random, but through everything that can be asked of a run. */
function drive(seed: number): { states: RunState[]; attempts: StepState[] } {
  const random = seeded(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const shell = (id: string, to: Record<string, string> = {}, extra: object = {}): Step =>
    step(id, {
      type: pick(['Shell', 'Shell', 'NoOp']),
      to,
      failureMode: pick(['FAIL_AFTER_RUNNING', 'IGNORE_FAILURE', 'FAIL_IMMEDIATELY'] as const),
      extra: {
        params: { script: { type: 'STRING', value: pick(['true', 'true', '$nothing']) } },
        retry_policy: {
          error_retry_limit: pick([0, 1]),
          timeout_retry_limit: pick([0, 1]),
          backoff: { type: 'FIXED_BACKOFF' },
        },
        ...(random() < 0.5 && { timeout: pick([5, 5, 5, '$unknown']) }),
        ...extra,
      },
    });
  const definition = workflow(
    [
      shell('a', { b: pick(['true', 'false', '1 +']), c: 'true' }),
      shell('b'),
      shell('c'),
      shell('d', { c: 'true' }),
    ],
    { timeout: pick([30, 100_000]) },
  );
  const { plan, state } = newRun(definition, testEnvironment(0, random), pick([undefined, 1]));
  const states = [state];
  const attempts = new Map<string, StepState>();
  let current = state;
  let now = 0;
  for (let turn = 0; turn < 30 && current.end_time === undefined; turn++) {
    now += pick([0, 1000, 6000, 61_000]);
    const target = { step_id: pick(['a', 'b', 'c', 'd']), step_attempt_id: pick([1, 1, 2]) };
    const outcome = {
      state: pick(ANY_OUTCOME),
      ...(random() < 0.2 && { output_params: { nothing: { type: 'LONG' } } }),
    };
    const event = (
      turn === 0 && random() < 0.9
        ? { type: 'RunLaunched' }
        : pick([
            { type: 'RunLaunched' },
            { type: 'TimerFired' },
            { type: 'TimerFired' },
            { type: 'PermitGranted', ...target },
            { type: 'PermitGranted', ...target },
            { type: 'RuntimeAnswered', ...target, call: pick(['start', 'poll', 'terminate']), outcome },
            { type: 'RuntimeAnswered', ...target, call: pick(['start', 'poll', 'terminate']), outcome },
            { type: 'RuntimeThrew', ...target, call: pick(['start', 'poll', 'terminate']), message: 'lost' },
            ...(random() < 0.3
              ? [{ type: 'TerminationRequested', action: pick(['STOP', 'KILL']), user: 'u' }]
              : []),
          ])
    ) as RunEvent;
    const decision = decideRun(plan, current, [event], testEnvironment(now, random));
    current = decision.state;
    states.push(current);
    for (const attempt of decision.changed)
      attempts.set(`${attempt.step_id}#${attempt.step_attempt_id}`, attempt);
  }
  return { states, attempts: [...attempts.values()] };
}

const edgesOf = (path: readonly string[]) =>
  path.slice(1).map((status, index) => `${path[index]} --> ${status}`);
const sorted = (edges: Iterable<string>) => [...edges].sort();

describe('the charts of the state machines', () => {
  const runs = new Set<string>();
  const steps = new Set<string>();
  beforeAll(() => {
    for (let seed = 1; seed <= 10_000; seed++) {
      const { states, attempts } = drive(seed);
      const statuses = states.map(({ status }) => status);
      const changes = statuses.filter((status, index) => status !== statuses[index - 1]);
      // A run may be launched and end in one decision; it was IN_PROGRESS in between when it has a start time.
      const path = changes.flatMap((status, index) => {
        const isSkipped =
          changes[index - 1] === 'CREATED' &&
          status !== 'IN_PROGRESS' &&
          states.at(-1)?.start_time !== undefined;
        return isSkipped ? ['IN_PROGRESS', status] : [status];
      });
      for (const edge of edgesOf(path)) runs.add(edge);
      for (const attempt of attempts) for (const edge of edgesOf(pathOf(attempt))) steps.add(edge);
    }
  });

  it('show every change of a run, and nothing that never happens', () => {
    expect(sorted(runs)).toEqual(sorted(chart('A run of a workflow instance')));
  });

  it('show every change of a step attempt, and nothing that never happens', () => {
    expect(sorted(steps)).toEqual(sorted(chart('An attempt of a step')));
  });
});
