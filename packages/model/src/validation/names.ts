import type { Problem } from './problem.ts';

/** The longest id, and the longest name of a tag or signal, in characters. */
export const MAX_ID_LENGTH = 128;
export const MAX_NAME_LENGTH = 256;

/** Stands between step id and param name in a reference, so that no id may contain it. */
export const STEP_PARAM_SEPARATOR = '__';

const RESERVED_PREFIX = /^maestro_/i;
const RESERVED_SUFFIX = /_maestro$/i;

const lengthProblem = (text: string, limit: number): string | undefined =>
  text.length > limit ? `has ${text.length} characters; the limit is ${limit}` : undefined;

const startsReserved = (text: string): string | undefined =>
  RESERVED_PREFIX.test(text) ? `must not start with the reserved prefix maestro_: [${text}]` : undefined;

const endsReserved = (text: string): string | undefined =>
  RESERVED_SUFFIX.test(text) ? `must not end with the reserved suffix _maestro: [${text}]` : undefined;

const firstOf = (path: readonly PropertyKey[], messages: readonly (string | undefined)[]): Problem[] => {
  const message = messages.find((found) => found !== undefined);
  return message === undefined ? [] : [{ path, message }];
};

const mustMatch = (text: string, regex: RegExp, rule: string): string | undefined =>
  regex.test(text) ? undefined : `must ${rule}, not [${text.slice(0, MAX_NAME_LENGTH)}]`;

/** What is wrong with a workflow id. */
export const workflowIdProblems = (id: string, path: readonly PropertyKey[]): Problem[] =>
  firstOf(path, [
    id === '' ? 'must not be empty' : undefined,
    lengthProblem(id, MAX_ID_LENGTH),
    mustMatch(
      id,
      /^[_a-zA-Z0-9][.\-_a-zA-Z0-9]*$/,
      'start with a letter, digit or underscore and hold only those, dots and hyphens',
    ),
    startsReserved(id),
    endsReserved(id),
  ]);

/** What is wrong with the id of a step, or the name of a param. */
export const referenceIdProblems = (id: string, path: readonly PropertyKey[]): Problem[] =>
  firstOf(path, [
    id === '' ? 'must not be empty' : undefined,
    lengthProblem(id, MAX_ID_LENGTH),
    mustMatch(
      id,
      /^[_a-zA-Z][.\-_a-zA-Z0-9]*$/,
      'start with a letter or underscore and hold only letters, digits, underscores, dots and hyphens',
    ),
    id.includes(STEP_PARAM_SEPARATOR)
      ? `must not contain the separator ${STEP_PARAM_SEPARATOR}: [${id}]`
      : undefined,
    startsReserved(id),
  ]);

/** What is wrong with the name of a tag or a signal. */
export const nameProblems = (name: string, path: readonly PropertyKey[]): Problem[] =>
  firstOf(path, [
    name.trim() === '' ? 'must not be blank' : undefined,
    lengthProblem(name, MAX_NAME_LENGTH),
    mustMatch(
      name,
      /^[\w .,:@&='(){}$+[\]\-/\\]+$/,
      "hold only letters, digits, spaces and _ . , : @ & = ' ( ) { } $ + [ ] - / \\",
    ),
    startsReserved(name),
    endsReserved(name),
  ]);
