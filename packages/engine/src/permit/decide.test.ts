import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decidePermits, NO_PERMITS, type PermitEvent, type PermitState } from './decide.ts';

const ask = (step_uuid: string, limit: number): PermitEvent => ({
  type: 'PermitRequested',
  request: { step_uuid, limit },
});
const release = (step_uuid: string): PermitEvent => ({ type: 'PermitReleased', step_uuid });

function decideAll(events: readonly PermitEvent[]): { state: PermitState; granted: string[] } {
  const granted: string[] = [];
  let state = NO_PERMITS;
  for (const event of events) {
    const decision = decidePermits(state, event);
    state = decision.state;
    granted.push(...decision.granted);
  }
  return { state, granted };
}

const uuid = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const anyEvent: fc.Arbitrary<PermitEvent> = fc.oneof(
  fc.tuple(uuid, fc.integer({ min: 1, max: 3 })).map(([id, limit]) => ask(id, limit)),
  uuid.map(release),
);

describe('permits of a workflow', () => {
  it('are granted up to the limit, in the order of asking', () => {
    expect(decideAll([ask('a', 2), ask('b', 2), ask('c', 2), ask('d', 2)]).granted).toEqual(['a', 'b']);
  });

  it('go to the one that waits longest when one is released', () => {
    const events = [ask('a', 1), ask('b', 1), ask('c', 1), release('a')];
    expect(decideAll(events).granted).toEqual(['a', 'b']);
  });

  it('are not granted to one that gave up waiting', () => {
    expect(decideAll([ask('a', 1), ask('b', 1), release('b'), release('a')]).granted).toEqual(['a']);
  });

  it('stay with those that are found running, even above the limit', () => {
    const found: PermitEvent[] = ['a', 'b'].map((step_uuid) => ({ type: 'PermitFound', step_uuid }));
    const { state, granted } = decideAll([...found, ask('c', 1), release('a')]);
    expect([[...state.held], granted]).toEqual([['b'], []]);
  });

  it('let a request with room pass one that has none', () => {
    expect(decideAll([ask('a', 1), ask('b', 1), ask('c', 2)]).granted).toEqual(['a', 'c']);
  });

  it('are never held by more than the largest limit, and a repeated event changes nothing', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        let state = NO_PERMITS;
        for (const event of events) {
          state = decidePermits(state, event).state;
          expect(state.held.size).toBeLessThanOrEqual(3);
          const again = decidePermits(state, event);
          expect(again.granted).toEqual([]);
          if (event.type === 'PermitRequested') expect(again.state).toBe(state);
        }
      }),
    );
  });
});
