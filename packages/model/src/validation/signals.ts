import type { ParamDefinition } from '../param/param-definition.ts';
import type { SignalDependencyDefinition } from '../signal/signal-dependency.ts';
import type { SignalOutputDefinition } from '../signal/signal-output.ts';
import type { SignalTrigger } from '../signal/signal-trigger.ts';
import { nameProblems } from './names.ts';
import type { Problem } from './problem.ts';

/** How many signals one trigger may wait for. */
export const MAX_SIGNALS_PER_TRIGGER = 8;

type Path = readonly PropertyKey[];

const rangeProblems = (operators: readonly string[], path: Path): Problem[] => {
  const ranges = operators.filter((operator) => operator !== '=').length;
  if (ranges <= 1) return [];
  return [{ path, message: `must have at most one range operator, not ${ranges}` }];
};

const typeProblems = (param: ParamDefinition, path: Path): Problem[] =>
  param.type === 'LONG' || param.type === 'STRING'
    ? []
    : [{ path: [...path, 'type'], message: `must be LONG or STRING, not ${param.type}` }];

const emptyProblems = (list: readonly unknown[], path: Path): Problem[] =>
  list.length === 0 ? [{ path, message: 'must not be empty' }] : [];

/** What is wrong with the signals a step waits for. */
export const dependenciesProblems = (
  dependencies: readonly SignalDependencyDefinition[] | undefined,
  path: Path,
): Problem[] => {
  if (dependencies === undefined) return [];
  const problems = emptyProblems(dependencies, path);
  for (const [index, { name, match_params }] of dependencies.entries()) {
    const at = [...path, index];
    const params = Object.entries(match_params ?? {});
    problems.push(...nameProblems(name, [...at, 'name']));
    problems.push(
      ...rangeProblems(
        params.map(([, match]) => match.operator),
        [...at, 'match_params'],
      ),
    );
    for (const [param, match] of params) {
      const matchPath = [...at, 'match_params', param];
      if (param === 'name') problems.push({ path: matchPath, message: 'must not be called name' });
      problems.push(...typeProblems(match.param, [...matchPath, 'param']));
    }
  }
  return problems;
};

/** What is wrong with the signals a step announces. */
export const outputsProblems = (
  outputs: readonly SignalOutputDefinition[] | undefined,
  path: Path,
): Problem[] => {
  if (outputs === undefined) return [];
  const problems = emptyProblems(outputs, path);
  for (const [index, { name, params }] of outputs.entries()) {
    problems.push(...nameProblems(name, [...path, index, 'name']));
    for (const [param, definition] of Object.entries(params ?? {})) {
      problems.push(...typeProblems(definition, [...path, index, 'params', param]));
    }
  }
  return problems;
};

/** What is wrong with a signal trigger. */
export const signalTriggerProblems = (trigger: SignalTrigger, path: Path): Problem[] => {
  const at = [...path, 'definitions'];
  const entries = Object.entries(trigger.definitions);
  const problems = emptyProblems(entries, at);
  if (entries.length > MAX_SIGNALS_PER_TRIGGER) {
    problems.push({
      path: at,
      message: `has ${entries.length} signals; the limit is ${MAX_SIGNALS_PER_TRIGGER}`,
    });
  }
  const counts = new Set(entries.map(([, entry]) => entry.join_keys?.length ?? 0));
  if (counts.size > 1) {
    problems.push({
      path: at,
      message: `must have as many join_keys in every entry, not ${[...counts].join(' and ')}`,
    });
  }
  for (const [name, { match_params = {}, join_keys = [] }] of entries) {
    problems.push(...nameProblems(name, [...at, name]));
    problems.push(
      ...rangeProblems(
        Object.values(match_params).map((match) => match.operator),
        [...at, name, 'match_params'],
      ),
    );
    for (const [index, key] of join_keys.entries()) {
      if (!Object.hasOwn(match_params, key)) continue;
      problems.push({
        path: [...at, name, 'join_keys', index],
        message: `must not also be a match param: [${key}]`,
      });
    }
  }
  return problems;
};
