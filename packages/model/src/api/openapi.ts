import { z } from 'zod';
import {
  foreachStepSchema,
  STEP_KINDS,
  subworkflowStepSchema,
  templateStepSchema,
  typedStepSchema,
  whileStepSchema,
} from '../definition/step.ts';
import { isPlainObject } from '../wire.ts';
import type { Endpoint } from './endpoint.ts';
import { errorBodySchema } from './error-body.ts';

type Json = Record<string, unknown>;

const COMPONENTS = '#/components/schemas/';

/** Schemas whose shape is decided by code, so that they must be told. */
const TOLD: Readonly<Record<string, (generated: Json) => Json>> = {
  Step: () => ({
    description: 'An object with one key, which tells the kind of the step.',
    oneOf: STEP_KINDS.map((kind) => ({
      type: 'object',
      properties: { [kind]: { $ref: `${COMPONENTS}${bodyNames[kind]}` } },
      required: [kind],
      additionalProperties: false,
    })),
  }),
  Tag: (generated) => ({ anyOf: [{ type: 'string' }, generated] }),
  RunStrategy: (generated) => ({
    anyOf: [
      { type: 'string', description: 'a rule' },
      { type: 'integer', description: 'PARALLEL with this many runs' },
      generated,
    ],
  }),
};

const bodyNames = {
  step: 'TypedStep',
  subworkflow: 'SubworkflowStep',
  foreach: 'ForeachStep',
  while: 'WhileStep',
  template: 'TemplateStep',
} as const;

const stepBodies = {
  TypedStep: typedStepSchema,
  SubworkflowStep: subworkflowStepSchema,
  ForeachStep: foreachStepSchema,
  WhileStep: whileStepSchema,
  TemplateStep: templateStepSchema,
};

const SAFE = Number.MAX_SAFE_INTEGER;

/** Points references at the components and drops bounds that only say "a safe integer". */
const tidy = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(tidy);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]): [string, unknown][] => {
      if (key === '$ref' && typeof field === 'string') return [[key, field.replace('#/$defs/', COMPONENTS)]];
      if ((key === 'maximum' && field === SAFE) || (key === 'minimum' && field === -SAFE)) return [];
      if (key === 'id' || key === '$id') return typeof field === 'string' ? [] : [[key, tidy(field)]];
      return [[key, tidy(field)]];
    }),
  );
};

/** Collects the named schemas that it meets. */
const createSchemas = () => {
  const components: Record<string, Json> = {};
  const schemaOf = (schema: z.ZodType): Json => {
    const wrapper = z.toJSONSchema(z.object({ it: schema }), { io: 'input', unrepresentable: 'any' });
    for (const [name, generated] of Object.entries(wrapper.$defs ?? {})) {
      const tidied = tidy(generated) as Json;
      components[name] ??= TOLD[name]?.(tidied) ?? tidied;
    }
    return tidy(wrapper.properties?.it ?? {}) as Json;
  };
  return { components, schemaOf };
};

const parametersOf = (schema: z.ZodType | undefined, place: 'path' | 'query', schemaOf: SchemaOf): Json[] => {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema) as {
    properties?: Json;
    required?: string[];
  };
  return Object.entries(properties).map(([name, field]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: field,
  }));
};

type SchemaOf = (schema: z.ZodType) => Json;

/** Who acts is recorded, so whatever is no GET must say it. */
const userHeader: Json = {
  name: 'user',
  in: 'header',
  required: true,
  description: 'Who acts; recorded, not proven.',
  schema: { type: 'string', minLength: 1, maxLength: 256 },
};

const lastEventHeader: Json = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  description: 'The id of the last event that was seen.',
  schema: { type: 'integer', minimum: 0 },
};

const operationOf = (endpoint: Endpoint, schemaOf: SchemaOf): Json => {
  const content = (media: string, schema: z.ZodType) => ({ [media]: { schema: schemaOf(schema) } });
  const { body, response, description } = endpoint;
  const parameters = [
    ...parametersOf(endpoint.params, 'path', schemaOf),
    ...parametersOf(endpoint.query, 'query', schemaOf),
    ...(endpoint.method === 'GET' ? [] : [userHeader]),
    ...(endpoint.produces === 'text/event-stream' ? [lastEventHeader] : []),
  ];
  return {
    operationId: endpoint.id,
    description,
    'x-permission': endpoint.permission,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: content(endpoint.consumes ?? 'application/json', body) } }),
    responses: {
      [endpoint.status ?? 200]: {
        description: 'Success',
        content: content(endpoint.produces ?? 'application/json', response),
      },
      default: { description: 'Refused or failed', content: content('application/json', errorBodySchema) },
    },
  };
};

/** The OpenAPI 3.1 document of the endpoints; the same schema describes requests and answers. */
export const openApiDocument = (endpoints: Readonly<Record<string, Endpoint>>, version = '0.1.0'): Json => {
  const { components, schemaOf } = createSchemas();
  const paths: Record<string, Json> = {};
  for (const endpoint of Object.values(endpoints)) {
    paths[endpoint.path] ??= {};
    (paths[endpoint.path] as Json)[endpoint.method.toLowerCase()] = operationOf(endpoint, schemaOf);
  }
  for (const body of Object.values(stepBodies)) schemaOf(body);
  const sorted = Object.entries(components).sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    openapi: '3.1.0',
    info: { title: 'Rondo', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    paths,
    components: { schemas: Object.fromEntries(sorted) },
  };
};
