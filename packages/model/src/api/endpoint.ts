import type { z } from 'zod';

/** What a caller must be allowed to do; deny by default. */
export const PERMISSIONS = [
  'workflow:read',
  'workflow:write',
  'workflow:run',
  'instance:read',
  'instance:act',
  'log:read',
  'system:read',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** The path under which all versions of the REST API live. */
export const API_BASE = '/api/v3';

/** One REST call as a value: server routes, OpenAPI and typed client are made from it. */
export interface Endpoint {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The whole path, with `{name}` for its params. */
  readonly path: string;
  readonly permission: Permission;
  /** Answers without asking who calls. */
  readonly public?: boolean;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** The media type of the request body; JSON when unset. */
  readonly consumes?: 'application/yaml';
  readonly response: z.ZodType;
  /** The media type of the answer; JSON when unset. */
  readonly produces?: 'text/event-stream' | 'text/plain';
  /** The HTTP status of success; 200 when unset. */
  readonly status?: number;
  readonly description: string;
}

/** Declares an endpoint and keeps its exact type. */
export const endpoint = <const E extends Endpoint>(declaration: E): E => declaration;

/** The path of an endpoint with its params filled in and escaped. */
export const fillPath = (path: string, params: Readonly<Record<string, unknown>> = {}): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));

type InputOf<E, Part extends string> = E extends { readonly [Key in Part]: infer Schema extends z.ZodType }
  ? z.input<Schema>
  : undefined;

/** What a caller gives for each part of a call, and gets back; undefined where an endpoint has no such part. */
export type EndpointParams<E extends Endpoint> = InputOf<E, 'params'>;
export type EndpointQuery<E extends Endpoint> = InputOf<E, 'query'>;
export type EndpointBody<E extends Endpoint> = InputOf<E, 'body'>;
export type EndpointResponse<E extends Endpoint> = z.output<E['response']>;
