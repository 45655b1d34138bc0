import { RUN_STRATEGY_RULES, type RunStrategy } from '@rondo/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideStrategy, type StrategyCommand, type StrategyEvent, type StrategyState } from './decide.ts';

const NOTHING: StrategyState = { running: [], queued: [], blocking: [] };
const rule = (name: RunStrategy['rule'], workflow_concurrency = 1): RunStrategy => ({
  rule: name,
  workflow_concurrency,
});
const start = (instance_id: number): StrategyEvent => ({ type: 'StartRequested', instance_id });
const end = (instance_id: number, failed = false): StrategyEvent => ({
  type: 'RunEnded',
  instance_id,
  failed,
});

/** What the events lead to, each command as `Launch 1`, and the state afterwards. */
function play(strategy: RunStrategy, events: readonly StrategyEvent[], from = NOTHING) {
  let state = from;
  const commands: string[] = [];
  for (const event of events) {
    const decision = decideStrategy(strategy, state, event);
    state = decision.state;
    for (const { type, instance_id } of decision.commands)
      commands.push(`${type.replace('Run', '')} ${instance_id}`);
  }
  return { state, commands };
}

describe('a run strategy', () => {
  it('SEQUENTIAL launches one run after the other, in the order of their starts', () => {
    const { commands } = play(rule('SEQUENTIAL'), [start(1), start(2), start(3), end(1), end(2)]);
    expect(commands).toEqual(['Launch 1', 'Launch 2', 'Launch 3']);
  });

  it('PARALLEL launches as many as its concurrency', () => {
    const { commands } = play(rule('PARALLEL', 2), [start(1), start(2), start(3), end(2)]);
    expect(commands).toEqual(['Launch 1', 'Launch 2', 'Launch 3']);
  });

  it('STRICT_SEQUENTIAL launches nothing behind a failure until it is unblocked', () => {
    const failed = play(rule('STRICT_SEQUENTIAL'), [start(1), start(2), end(1, true)]);
    expect(failed.commands).toEqual(['Launch 1']);
    const unblock: StrategyEvent = { type: 'FailuresUnblocked', instance_ids: [1] };
    expect(play(rule('STRICT_SEQUENTIAL'), [unblock], failed.state).commands).toEqual(['Launch 2']);
  });

  it('goes on behind a failure when STRICT_SEQUENTIAL is given up, and forgets it', () => {
    const failed = play(rule('STRICT_SEQUENTIAL'), [start(1), start(2), end(1, true)]);
    const changed = play(rule('SEQUENTIAL'), [{ type: 'StrategyChanged' }], failed.state);
    expect(changed.commands).toEqual(['Launch 2']);
    expect(changed.state.blocking).toEqual([]);
  });

  it('FIRST_ONLY refuses a start while another runs', () => {
    const { commands } = play(rule('FIRST_ONLY'), [start(1), start(2), end(1), start(3)]);
    expect(commands).toEqual(['Launch 1', 'Refuse 2', 'Launch 3']);
  });

  it('LAST_ONLY stops what runs and launches the newest when that has ended', () => {
    const { commands } = play(rule('LAST_ONLY'), [start(1), start(2), start(3), end(1)]);
    expect(commands).toEqual(['Launch 1', 'Stop 1', 'Refuse 2', 'Stop 1', 'Launch 3']);
  });

  it('SERIAL_LATEST_ONLY keeps only the newest waiting, and never stops a running one', () => {
    const { commands } = play(rule('SERIAL_LATEST_ONLY'), [start(1), start(2), start(3), end(1)]);
    expect(commands).toEqual(['Launch 1', 'Refuse 2', 'Launch 3']);
  });

  it('never runs more than allowed, launches a run once, and remembers failures only where they block', () => {
    const event = fc.oneof(
      fc.integer({ min: 1, max: 12 }).map(start),
      fc.tuple(fc.integer({ min: 1, max: 12 }), fc.boolean()).map(([id, failed]) => end(id, failed)),
    );
    const rules = fc.constantFrom(...RUN_STRATEGY_RULES);
    fc.assert(
      fc.property(
        rules,
        fc.integer({ min: 1, max: 3 }),
        fc.array(event, { maxLength: 40 }),
        (name, most, events) => {
          const strategy = rule(name, name === 'PARALLEL' ? most : 1);
          let state = NOTHING;
          const running = new Set<number>();
          for (const each of events) {
            const decision = decideStrategy(strategy, state, each);
            state = decision.state;
            if (each.type === 'RunEnded') running.delete(each.instance_id);
            for (const command of decision.commands as StrategyCommand[]) {
              if (command.type !== 'LaunchRun') continue;
              expect(running.has(command.instance_id)).toBe(false);
              running.add(command.instance_id);
            }
            expect(state.running.length).toBeLessThanOrEqual(strategy.workflow_concurrency);
            expect(new Set(state.running)).toEqual(running);
            if (name !== 'STRICT_SEQUENTIAL') expect(state.blocking).toEqual([]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
