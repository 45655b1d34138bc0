import { z } from 'zod';
import { type TagList, tagListSchema } from '../tag.ts';
import { caseless, isPlainObject, openObject } from '../wire.ts';
import { decodeLiteral, shown } from './literal.ts';
import {
  INTERNAL_MODES,
  type InternalMode,
  PARAM_MODES,
  PARAM_SOURCES,
  PARAM_TYPES,
  type ParamMode,
  type ParamSource,
  type ParamType,
} from './param-type.ts';

/** A 64-bit integer: a number when it is safe, a bigint beyond. */
export type LongValue = number | bigint;

/** A literal as a definition writes it. DOUBLE keeps a number, or text where a number would lose digits. */
export type ParamLiteral =
  | string
  | LongValue
  | boolean
  | (string | null)[]
  | LongValue[]
  | (number | string)[]
  | boolean[]
  | Record<string, string | null>
  | ParamDefinitions;

/** A param as definitions and requests write it: a literal `value` or a SEL `expression`, plus free metadata. */
export interface ParamDefinition {
  type: ParamType;
  value?: ParamLiteral | undefined;
  expression?: string | undefined;
  mode?: ParamMode | undefined;
  validator?: string | undefined;
  tags?: TagList | undefined;
  source?: ParamSource | undefined;
  internal_mode?: InternalMode | undefined;
  info?: string | undefined;
  warn?: string | undefined;
  [meta: string]: unknown;
}

/** Params by name, in the order of their definition. */
export type ParamDefinitions = Record<string, ParamDefinition>;

const fields = {
  type: caseless(PARAM_TYPES),
  value: z.unknown().optional(),
  expression: z.string().optional(),
  mode: caseless(PARAM_MODES).optional(),
  validator: z.string().optional(),
  tags: tagListSchema.optional(),
  source: caseless(PARAM_SOURCES).optional(),
  internal_mode: caseless(INTERNAL_MODES).optional(),
};

const decodeMap = (value: unknown, context: z.RefinementCtx): ParamDefinitions | undefined => {
  if (!isPlainObject(value)) {
    context.addIssue({ code: 'custom', path: ['value'], message: `must be a MAP, not ${shown(value)}` });
    return undefined;
  }
  const entries: [string, ParamDefinition][] = [];
  for (const [name, entry] of Object.entries(value)) {
    const decoded = paramDefinitionSchema.safeParse(entry);
    if (decoded.success) entries.push([name, decoded.data]);
    for (const issue of decoded.error?.issues ?? []) {
      context.addIssue({ code: 'custom', path: ['value', name, ...issue.path], message: issue.message });
    }
  }
  return Object.fromEntries(entries);
};

const decodeValue = (type: ParamType, value: unknown, context: z.RefinementCtx): ParamLiteral | undefined =>
  type === 'MAP' ? decodeMap(value, context) : decodeLiteral(type, value, context);

/** One definition, decoded leniently (`"5"` is a LONG, `5` a STRING) into its canonical form. */
export const paramDefinitionSchema: z.ZodType<ParamDefinition, ParamDefinition> = openObject(fields)
  .transform((raw, context): ParamDefinition => {
    const { value, ...rest } = raw;
    const literal = value === undefined ? undefined : decodeValue(raw.type, value, context);
    return literal === undefined
      ? (rest as ParamDefinition)
      : { ...(rest as ParamDefinition), value: literal };
  })
  .meta({ id: 'ParamDefinition' }) as never;

/** Definitions by name, without the checks that users' own definitions need. */
export const paramDefinitionsSchema: z.ZodType<ParamDefinitions, ParamDefinitions> = z
  .record(z.string(), paramDefinitionSchema)
  .meta({ id: 'ParamDefinitions' });

/** What evaluation found for a param, or for an entry of a MAP. A DOUBLE is a number. */
export type EvaluatedValue =
  | string
  | LongValue
  | boolean
  | null
  | EvaluatedValue[]
  | { [key: string]: EvaluatedValue };

/** A param of an instance: its definition and, once evaluated, the result and the epoch ms of the evaluation. */
export interface Parameter extends ParamDefinition {
  evaluated_result?: EvaluatedValue | undefined;
  evaluated_time?: number | undefined;
}

/** Instance params by name. */
export type Parameters = Record<string, Parameter>;

/** A param of an instance as the API returns it. */
export const parameterSchema = z
  .looseObject({
    type: z.enum(PARAM_TYPES),
    value: z.unknown().optional(),
    expression: z.string().optional(),
    mode: z.enum(PARAM_MODES).optional(),
    validator: z.string().optional(),
    evaluated_result: z.unknown().optional(),
    evaluated_time: z.int().optional(),
  })
  .meta({ id: 'Parameter' }) as unknown as z.ZodType<Parameter, Parameter>;

/** Params of an instance by name. */
export const parametersSchema: z.ZodType<Parameters, Parameters> = z
  .record(z.string(), parameterSchema)
  .meta({ id: 'Parameters' });
