import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyWorkflow, step, workflow } from '../../test/workflows.ts';
import { findCycle, planWorkflow } from './plan.ts';

describe('the plan of a workflow', () => {
  it('has the roots and the predecessors that the successors lead to', () => {
    const plan = planWorkflow(workflow([step('a', { to: ['c'] }), step('b', { to: ['c'] }), step('c')]));
    expect(plan.roots).toEqual(['a', 'b']);
    expect(plan.steps.get('c')?.predecessors).toEqual(['a', 'b']);
  });

  it('has no cycle when every step leads only to later ones', () => {
    fc.assert(
      fc.property(anyWorkflow, (any) => {
        expect(findCycle(planWorkflow(any))).toBeUndefined();
      }),
    );
  });

  it.each([
    ['of a step with itself', [step('a', { to: ['a'] })], 2],
    [
      'of three steps behind a root',
      [
        step('r', { to: ['a'] }),
        step('a', { to: ['b'] }),
        step('b', { to: ['c'] }),
        step('c', { to: ['a'] }),
      ],
      4,
    ],
    [
      'beside a part without one',
      [step('x', { to: ['y'] }), step('y'), step('a', { to: ['b'] }), step('b', { to: ['a'] })],
      3,
    ],
  ])('has the cycle %s, walked along its edges', (_, steps, length) => {
    const plan = planWorkflow(workflow(steps));
    const cycle = findCycle(plan) ?? [];
    expect(cycle).toHaveLength(length);
    expect(cycle.at(-1)).toBe(cycle[0]);
    for (const [index, id] of cycle.slice(1).entries()) {
      const from = plan.steps.get(cycle[index] as string);
      expect(from?.successors.map(([successor]) => successor)).toContain(id);
    }
  });
});
