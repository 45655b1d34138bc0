import { type Step, stepBody, stepKind } from '../definition/step.ts';
import { transitionProblems } from './dag.ts';
import { nameProblems, referenceIdProblems } from './names.ts';
import { timeoutProblems } from './numbers.ts';
import { paramsProblems } from './params.ts';
import type { Problem } from './problem.ts';
import { retryPolicyProblems } from './retry-policy.ts';
import { dependenciesProblems, outputsProblems } from './signals.ts';

/** How many steps a workflow may have, those inside loops included. */
export const MAX_STEPS = 300;

/** The param of a loop that holds what it loops over. */
export const LOOP_PARAMS = 'loop_params';

type Path = readonly PropertyKey[];

const bodyProblems = (step: Step, path: Path): Problem[] => {
  const body = stepBody(step);
  return [
    ...referenceIdProblems(body.id, [...path, 'id']),
    ...(body.tags ?? []).flatMap((tag, index) => nameProblems(tag.name, [...path, 'tags', index, 'name'])),
    ...timeoutProblems(body.timeout, [...path, 'timeout']),
    ...paramsProblems(body.params, [...path, 'params']),
    ...dependenciesProblems(body.signal_dependencies, [...path, 'signal_dependencies']),
    ...outputsProblems(body.signal_outputs, [...path, 'signal_outputs']),
    ...('step' in step ? retryPolicyProblems(step.step.retry_policy, [...path, 'retry_policy']) : []),
  ];
};

const loopProblems = (step: Step, path: Path, enclosing: ReadonlySet<string>): Problem[] => {
  const body = 'foreach' in step ? step.foreach : 'while' in step ? step.while : undefined;
  if (body === undefined) return [];
  const at = [...path, 'params', LOOP_PARAMS];
  const loopParams = body.params?.[LOOP_PARAMS];
  const isMap = loopParams?.type === 'MAP' && typeof loopParams.value === 'object';
  const problems: Problem[] = isMap
    ? []
    : [{ path: at, message: 'must be a param of type MAP with a literal value' }];
  const names = isMap ? Object.keys(loopParams.value as object) : [];
  for (const name of names) {
    problems.push(...referenceIdProblems(name, [...at, name]));
    if (!enclosing.has(name)) continue;
    problems.push({
      path: [...at, name],
      message: `is already a loop param of an enclosing loop: [${name}]`,
    });
  }
  problems.push(...levelProblems(body.steps, [...path, 'steps'], new Set([...enclosing, ...names])));
  return problems;
};

const levelProblems = (steps: readonly Step[], path: Path, enclosing: ReadonlySet<string>): Problem[] => [
  ...steps.flatMap((step, index) => {
    const at = [...path, index, stepKind(step)];
    return [...bodyProblems(step, at), ...loopProblems(step, at, enclosing)];
  }),
  ...transitionProblems(steps, path),
];

/** Every step with its path, loops before the steps inside them. */
export const allSteps = (steps: readonly Step[], path: Path): { step: Step; path: Path }[] =>
  steps.flatMap((step, index) => {
    const at = [...path, index, stepKind(step)];
    const inner = 'foreach' in step ? step.foreach.steps : 'while' in step ? step.while.steps : [];
    return [{ step, path: at }, ...allSteps(inner, [...at, 'steps'])];
  });

const idProblems = (steps: readonly Step[], path: Path): Problem[] => {
  const all = allSteps(steps, path);
  const first = new Set<string>();
  const problems: Problem[] =
    all.length > MAX_STEPS
      ? [{ path, message: `has ${all.length} steps, those inside loops included; the limit is ${MAX_STEPS}` }]
      : [];
  for (const { step, path: at } of all) {
    const { id } = stepBody(step);
    if (first.has(id)) problems.push({ path: [...at, 'id'], message: `is a duplicate: [${id}]` });
    first.add(id);
  }
  return problems;
};

/** What is wrong with the steps of a workflow, on all levels. */
export const stepsProblems = (steps: readonly Step[], path: Path): Problem[] => [
  ...idProblems(steps, path),
  ...levelProblems(steps, path, new Set()),
];
