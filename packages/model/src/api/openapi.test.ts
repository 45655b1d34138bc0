import { describe, expect, it } from 'vitest';
import { fillPath } from './endpoint.ts';
import { endpoints } from './endpoints.ts';
import { openApiDocument } from './openapi.ts';

const document = openApiDocument(endpoints);
const text = JSON.stringify(document);
const schemas = (document.components as { schemas: Record<string, unknown> }).schemas;

describe('the OpenAPI document', () => {
  it('has an operation for every endpoint', () => {
    const paths = document.paths as Record<string, Record<string, { operationId: string }>>;
    const ids = Object.values(paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(ids.sort()).toEqual(Object.keys(endpoints).sort());
  });

  it('refers only to components that it has', () => {
    const names = [...text.matchAll(/"\$ref":"([^"]*)"/g)].map((match) => match[1]);
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name) => !name?.startsWith('#/components/schemas/'))).toEqual([]);
    expect(names.filter((name) => !Object.hasOwn(schemas, name?.split('/').at(-1) as string))).toEqual([]);
  });

  it('describes a step by its kinds, although code decides between them', () => {
    expect(JSON.stringify(schemas.Step)).toContain('"foreach":{"$ref":"#/components/schemas/ForeachStep"}');
    expect(schemas.ForeachStep).toMatchObject({ required: ['id', 'steps'], additionalProperties: false });
  });

  it('tells that whoever acts must be named, and where a stream goes on', () => {
    const headers = (path: string, method: string) =>
      (document.paths as Record<string, Record<string, { parameters?: { in: string; name: string }[] }>>)[
        path
      ]?.[method]?.parameters
        ?.filter((parameter) => parameter.in === 'header')
        .map(({ name }) => name) ?? [];
    for (const { id, method, path } of Object.values(endpoints)) {
      const stream = id === endpoints.streamRunEvents.id ? ['Last-Event-ID'] : [];
      expect([id, headers(path, method.toLowerCase())]).toEqual([id, method === 'GET' ? stream : ['user']]);
    }
  });

  it('tells path and query params apart', () => {
    const run = (document.paths as Record<string, Record<string, { parameters: unknown[] }>>)[
      endpoints.getWorkflowInstanceRun.path
    ];
    expect(run?.get?.parameters).toContainEqual({
      name: 'workflowInstanceId',
      in: 'path',
      required: true,
      schema: { type: 'integer', minimum: 1 },
    });
    expect(run?.get?.parameters).toContainEqual({
      name: 'wait_for',
      in: 'query',
      required: false,
      schema: { type: 'string', const: 'terminal' },
    });
  });
});

describe('the endpoints', () => {
  it('are keyed by their ids, and no two share a method and path', () => {
    expect(Object.entries(endpoints).filter(([key, { id }]) => key !== id)).toEqual([]);
    const routes = Object.values(endpoints).map(({ method, path }) => `${method} ${path}`);
    expect(new Set(routes).size).toBe(routes.length);
  });

  it('declare exactly the params of their path', () => {
    for (const { id, path, ...rest } of Object.values(endpoints)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const shape = 'params' in rest ? Object.keys(rest.params.shape) : [];
      expect([id, shape.sort()]).toEqual([id, named.sort()]);
    }
  });

  it('read numbers and flags from the text of a path or query', () => {
    expect(
      endpoints.getWorkflowInstanceRun.params.parse({
        workflowId: 'w',
        workflowInstanceId: '7',
        workflowRunId: 'LATEST',
      }),
    ).toEqual({ workflowId: 'w', workflowInstanceId: 7, workflowRunId: 'latest' });
    expect(endpoints.getWorkflowInstance.query.parse({ enriched: 'false', timeout_ms: '5' })).toEqual({
      enriched: false,
      timeout_ms: 5,
    });
    expect(
      endpoints.getWorkflowInstance.params.safeParse({ workflowId: 'w', workflowInstanceId: 'x' }).success,
    ).toBe(false);
    expect(endpoints.listWorkflowVersions.query.safeParse({ first: '201' }).success).toBe(false);
  });

  it('fill a path with escaped params', () => {
    expect(fillPath('/a/{x}/b', { x: 'p/q %' })).toBe('/a/p%2Fq%20%25/b');
  });
});
