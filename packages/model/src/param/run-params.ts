import type { z } from 'zod';
import { type ParamDefinitions, paramDefinitionsSchema } from './param-definition.ts';

/** How many params a request or an evaluated map may have. */
export const MAX_PARAMS = 128;

/** Names that run params may not have. */
export const RESERVED_PARAM_NAMES: readonly string[] = [
  ...['maestro', 'Maestro', 'MAESTRO', 'scheduler', 'Scheduler', 'SCHEDULER', 'util', 'Util', 'UTIL'],
  ...['params', 'Params', 'PARAMS', 'AUTH_BLOB', 'AUTH_DATA', 'AUTH_ACTING_ON_BEHALF_OF_BLOB'],
  ...['AUTH_TRIGGERING_ON_BEHALF_OF_BLOB', 'AUTHORIZED_MANAGERS'],
];

/** Params given with a start or restart: at most 128, no reserved names, no `source`. */
export const runParamDefinitionsSchema: z.ZodType<ParamDefinitions, ParamDefinitions> =
  paramDefinitionsSchema.superRefine((params, context) => {
    const names = Object.keys(params);
    const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (names.length > MAX_PARAMS) refuse([], `has ${names.length} params; the limit is ${MAX_PARAMS}`);
    for (const name of names) {
      const param = params[name];
      if (RESERVED_PARAM_NAMES.includes(name)) refuse([name], 'is a reserved name');
      if (param?.source !== undefined) refuse([name, 'source'], 'is set by the system and cannot be given');
      const given = [param?.value, param?.expression].filter((part) => part !== undefined).length;
      if (given !== 1) refuse([name], `must have exactly one of value and expression, not ${given}`);
    }
  });
