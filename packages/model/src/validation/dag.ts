import { type Step, stepBody, stepKind } from '../definition/step.ts';
import type { Problem } from './problem.ts';

/** The predecessors of each step among its siblings, computed from the successors of all of them. */
export const predecessorsOf = (steps: readonly Step[]): Map<string, string[]> => {
  const predecessors = new Map(steps.map((step): [string, string[]] => [stepBody(step).id, []]));
  for (const step of steps) {
    const { id, transition } = stepBody(step);
    for (const successor of Object.keys(transition?.successors ?? {})) predecessors.get(successor)?.push(id);
  }
  return predecessors;
};

const sameSet = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length &&
  new Set(left).size === left.length &&
  left.every((id) => right.includes(id));

/** What is wrong with the transitions among siblings: every successor exists, given predecessors are the real ones. */
export const transitionProblems = (steps: readonly Step[], path: readonly PropertyKey[]): Problem[] => {
  const predecessors = predecessorsOf(steps);
  return steps.flatMap((step, index) => {
    const { id, transition } = stepBody(step);
    const at = [...path, index, stepKind(step), 'transition'];
    const problems: Problem[] = Object.keys(transition?.successors ?? {})
      .filter((successor) => !predecessors.has(successor))
      .map((successor) => ({
        path: [...at, 'successors', successor],
        message: `is not the id of a step beside [${id}]`,
      }));
    const real = predecessors.get(id) ?? [];
    const given = transition?.predecessors;
    if (given !== undefined && !sameSet(given, real)) {
      const message = `must be the steps that lead to [${id}], [${real.join(', ')}], not [${given.join(', ')}]`;
      problems.push({ path: [...at, 'predecessors'], message });
    }
    return problems;
  });
};
