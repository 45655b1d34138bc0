import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../test/random.ts';
import { newRun, testEnvironment } from '../../test/simulator.ts';
import { anyWorkflow, messageOf, step, workflow } from '../../test/workflows.ts';
import { decideRun } from './decide.ts';
import type { RunEvent } from './event.ts';
import type { RunState } from './state.ts';

const START = Date.UTC(2026, 0, 1);
const environmentAt = (ms: number) => testEnvironment(START + ms, seeded(1));

const launched = (definition: ReturnType<typeof workflow>) => {
  const { plan, state } = newRun(definition, environmentAt(0));
  return { plan, decision: decideRun(plan, state, [{ type: 'RunLaunched' }], environmentAt(1)) };
};

const chain = (count: number) =>
  workflow(
    Array.from({ length: count }, (_, index) =>
      step(`s${index}`, { to: index + 1 < count ? [`s${index + 1}`] : [] }),
    ),
  );

const stepId = fc.integer({ min: 0, max: 12 }).map((index) => `s${index}`);
const outcome = fc.record({
  state: fc.constantFrom(
    'CONTINUE',
    'DONE',
    'USER_ERROR',
    'PLATFORM_ERROR',
    'FATAL_ERROR',
    'STOPPED',
    'TIMED_OUT',
  ),
});
const call = fc.constantFrom('start', 'poll', 'terminate');
const ids = { step_id: stepId, step_attempt_id: fc.integer({ min: 1, max: 3 }) };

const anyEvent = fc.oneof(
  fc.constant({ type: 'RunLaunched' }),
  fc.constant({ type: 'TimerFired' }),
  fc.record({ type: fc.constant('PermitGranted'), ...ids }),
  fc.record({ type: fc.constant('RuntimeAnswered'), ...ids, call, outcome }),
  fc.record({ type: fc.constant('RuntimeThrew'), ...ids, call, message: fc.string() }),
  fc.record({
    type: fc.constant('TerminationRequested'),
    action: fc.constantFrom('STOP', 'KILL'),
    user: fc.string(),
  }),
) as fc.Arbitrary<RunEvent>;

/** Any events at any times, the launch first. */
const anyHistory = fc
  .array(fc.tuple(anyEvent, fc.integer({ min: 0, max: 5000 })), { maxLength: 40 })
  .map((rest) => [[{ type: 'RunLaunched' }, 0] as [RunEvent, number], ...rest]);

describe('deciding a run', () => {
  it('decides a chain of 40 no-op steps in one go', () => {
    const { decision } = launched(chain(40));
    expect(decision.state.status).toBe('SUCCEEDED');
    expect(decision.changed).toHaveLength(40);
    expect(decision.commands).toEqual([]);
  });

  it('decides a join of 1,000 parallel steps in one go', () => {
    const wide = Array.from({ length: 1000 }, (_, index) => step(`s${index}`, { to: ['join'] }));
    const { decision } = launched(workflow([...wide, step('join')]));
    expect(decision.state.steps.get('join')?.status).toBe('SUCCEEDED');
    expect(decision.state.steps.size).toBe(1001);
  });

  it('leaves a step UNSATISFIED, with everything only it leads to, when no condition leads to it', () => {
    const { decision } = launched(
      workflow(
        [
          step('a', { to: { b: 'x > 10', c: 'x > 3' } }),
          step('b', { to: ['d'] }),
          step('c', { to: ['e'] }),
          step('d'),
          step('e'),
        ],
        { params: { x: { type: 'LONG', value: 5 } } },
      ),
    );
    const statuses = [...decision.state.steps.values()].map(({ step_id, status }) => [step_id, status]);
    expect(Object.fromEntries(statuses)).toEqual({
      a: 'SUCCEEDED',
      b: 'UNSATISFIED',
      c: 'SUCCEEDED',
      d: 'UNSATISFIED',
      e: 'SUCCEEDED',
    });
    expect(decision.state.status).toBe('SUCCEEDED');
  });

  it('makes a bad condition an outcome: INTERNALLY_FAILED with the reason in the timeline', () => {
    const { decision } = launched(workflow([step('a', { to: { b: 'no_such_param > 1' } }), step('b')]));
    const a = decision.state.steps.get('a');
    expect(a?.status).toBe('INTERNALLY_FAILED');
    expect(messageOf(a?.timeline.at(-1))).toContain('no_such_param');
    expect(decision.state.status).toBe('FAILED');
  });

  it('asks for a runtime with STARTING, and for nothing else before it is committed', () => {
    const params = { script: { type: 'STRING', value: 'true' } };
    const { decision } = launched(
      workflow([step('a', { type: 'Shell', to: ['b'], extra: { params } }), step('b')]),
    );
    expect(decision.commands).toEqual([{ type: 'StartRuntime', step_id: 'a', step_attempt_id: 1 }]);
    expect(decision.changed.map(({ step_id, status }) => [step_id, status])).toEqual([['a', 'STARTING']]);
  });

  it('stops a run that was not launched at once', () => {
    const { plan, state } = newRun(chain(2), environmentAt(0));
    const stop: RunEvent = {
      type: 'TerminationRequested',
      action: 'STOP',
      user: 'alice',
      reason: 'not today',
    };
    const decision = decideRun(plan, state, [stop], environmentAt(5));
    expect(decision.state.status).toBe('STOPPED');
    expect(messageOf(decision.state.timeline.at(-1))).toBe(
      'Workflow instance status becomes [STOPPED] due to reason [not today]',
    );
    expect(decision.changed).toEqual([]);
  });

  it('never throws, and a terminal run or attempt absorbs every later event', () => {
    fc.assert(
      fc.property(anyWorkflow, anyHistory, (definition, history) => {
        const { plan, state } = newRun(definition, environmentAt(0));
        let current: RunState = state;
        let time = 0;
        for (const [event, wait] of history) {
          time += wait;
          const next = decideRun(plan, current, [event], environmentAt(time)).state;
          if (current.end_time !== undefined) expect(next).toBe(current);
          for (const [id, attempt] of current.steps) {
            const after = next.steps.get(id);
            const isSettled = attempt.times.end_time !== undefined && attempt.retry_at === undefined;
            if (isSettled) expect(after).toBe(attempt);
          }
          current = next;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('changes nothing when an event is repeated', () => {
    fc.assert(
      fc.property(anyWorkflow, anyHistory, (definition, history) => {
        const { plan, state } = newRun(definition, environmentAt(0));
        let current: RunState = state;
        let time = 0;
        for (const [event, wait] of history) {
          time += wait;
          const once = decideRun(plan, current, [event], environmentAt(time));
          const twice = decideRun(plan, once.state, [event], environmentAt(time));
          const isPoll = event.type === 'RuntimeAnswered' && event.call === 'poll';
          // A second poll is a new answer; only its repetition within one attempt's status changes nothing.
          if (!isPoll) {
            expect(twice.isDurable).toBe(false);
            expect(twice.state).toEqual(once.state);
          }
          current = once.state;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('counts as active exactly the attempts that are not over', () => {
    fc.assert(
      fc.property(anyWorkflow, anyHistory, (definition, history) => {
        const { plan, state } = newRun(definition, environmentAt(0));
        let time = 0;
        const end = history.reduce<RunState>((current, [event, wait]) => {
          time += wait;
          return decideRun(plan, current, [event], environmentAt(time)).state;
        }, state);
        const open = [...end.steps.values()].filter(
          (attempt) => attempt.times.end_time === undefined || attempt.retry_at !== undefined,
        );
        expect(end.active).toBe(open.length);
        if (end.status === 'IN_PROGRESS') expect(end.active).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });

  it('does not touch the state it was given', () => {
    const params = { script: { type: 'STRING', value: 'true' } };
    const { plan, state } = newRun(
      workflow([step('a', { type: 'Shell', extra: { params } })]),
      environmentAt(0),
    );
    const frozen = structuredClone({ ...state, steps: [...state.steps] });
    decideRun(plan, state, [{ type: 'RunLaunched' }], environmentAt(1));
    expect({ ...state, steps: [...state.steps] }).toEqual(frozen);
  });
});
