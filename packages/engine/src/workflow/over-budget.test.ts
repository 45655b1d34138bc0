import { DEFAULT_LIMITS } from '@rondo/sel';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../test/random.ts';
import { newRun, testEnvironment } from '../../test/simulator.ts';
import { step, workflow } from '../../test/workflows.ts';
import { decideRun } from './decide.ts';

const environment = testEnvironment(Date.UTC(2026, 0, 1), seeded(1));
const small = { ...environment, limits: { ...DEFAULT_LIMITS, visit: 5_000 } };
const LOOP = 'n = 0; for (i = 0; i < 20000; i += 1) n += 1; n > 5';

describe('a decision with an expensive expression', () => {
  const { plan, state } = newRun(workflow([step('a', { to: { b: LOOP } }), step('b')]), environment);
  const launch = [{ type: 'RunLaunched' }] as const;

  it('decides nothing where it is to be made again elsewhere', () => {
    const decision = decideRun(plan, state, launch, { ...small, defersOverBudget: true });
    expect(decision).toEqual({ state, commands: [], changed: [], isDurable: false, isOverBudget: true });
  });

  it('comes to its end under the full limits', () => {
    const decision = decideRun(plan, state, launch, environment);
    expect(decision.isOverBudget).toBe(false);
    expect(decision.state.status).toBe('SUCCEEDED');
  });

  it('is the failure of the step where the limits are final', () => {
    const decision = decideRun(plan, state, launch, small);
    expect(decision.state.steps.get('a')?.status).toBe('INTERNALLY_FAILED');
  });
});
