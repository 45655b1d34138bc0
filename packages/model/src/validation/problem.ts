import type { z } from 'zod';
import { shown } from '../param/literal.ts';

/** Something wrong with a request: where, and what, with the value or size and the limit. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** A property path as error messages write it, e.g. `workflow.steps[2].step.id`. */
export const formatPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');

/** A problem in one line: `<field path> <message>`. */
export const formatProblem = ({ path, message }: Problem): string =>
  path.length === 0 ? message : `${formatPath(path)} ${message}`;

const typeNames: Record<string, string> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const sizeOf = (input: unknown, origin: string): string => {
  if (typeof input === 'string') return `has ${input.length} characters`;
  if (Array.isArray(input)) return `has ${input.length} elements`;
  return origin === 'string' || origin === 'array' ? 'has another size' : `is ${shown(input)}`;
};

const describe = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is required';
      return `must be ${typeNames[issue.expected] ?? issue.expected}, not ${shown(issue.input)}`;
    case 'invalid_value':
      if (issue.input === undefined) return 'is required';
      return `must be one of ${issue.values.map(String).join(', ')}, not ${shown(issue.input)}`;
    case 'too_big':
      return `${sizeOf(issue.input, issue.origin)}; the limit is ${issue.maximum}`;
    case 'too_small':
      return `${sizeOf(issue.input, issue.origin)}; the minimum is ${issue.minimum}`;
    case 'invalid_format':
      return `must be a valid ${issue.format}, not ${shown(issue.input)}`;
    default:
      return issue.message;
  }
};

const isOurs = (message: string): boolean => /^(must|is|has|cannot|Invalid operator)\b/.test(message);

/** What a schema found wrong, in our words; an unknown property is a problem of its own. */
export const problemsOf = (error: z.ZodError): Problem[] =>
  error.issues.flatMap((issue): Problem[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: [...issue.path, key], message: 'is not a known property' }));
    }
    if (issue.code === 'invalid_union' && issue.discriminator !== undefined && !isOurs(issue.message)) {
      const found = (issue.input as Record<string, unknown> | undefined)?.[issue.discriminator];
      const message = found === undefined ? 'is required' : `is not a known type: ${shown(found)}`;
      return [{ path: issue.path, message }];
    }
    return [{ path: issue.path, message: isOurs(issue.message) ? issue.message : describe(issue) }];
  });
