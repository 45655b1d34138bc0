import type { ParamDefinitions } from '../param/param-definition.ts';
import { referenceIdProblems } from './names.ts';
import type { Problem } from './problem.ts';

/** What is wrong with the params of a definition: their names, and that each has exactly one of value and expression. */
export const paramsProblems = (
  params: ParamDefinitions | undefined,
  path: readonly PropertyKey[],
): Problem[] =>
  Object.entries(params ?? {}).flatMap(([name, param]) => {
    const at = [...path, name];
    const problems = referenceIdProblems(name, at);
    const given = Number(param.value !== undefined) + Number(param.expression !== undefined);
    if (given !== 1)
      problems.push({ path: at, message: `must have exactly one of value and expression, not ${given}` });
    return problems;
  });
