import type { PlannedStep } from '@rondo/engine';
import type { StepTransition } from '@rondo/model';

/** Where a step stands in the graph; empty parts are left out, so that a lone step's transition is `{}`. */
export function stepTransition(step: PlannedStep): StepTransition {
  return {
    ...(step.predecessors.length > 0 && { predecessors: [...step.predecessors] }),
    ...(step.successors.length > 0 && { successors: Object.fromEntries(step.successors) }),
  };
}
