import type { Endpoint } from '@rondo/model';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Caller } from './caller.ts';

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** A request to one endpoint, validated. */
export interface Call<E extends Endpoint> {
  readonly params: Parsed<E['params']>;
  readonly query: Parsed<E['query']>;
  readonly body: Parsed<E['body']>;
  readonly caller: Caller;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What a handler gives back to be sent; a call that streams sends by itself. */
type Answer<E extends Endpoint> = E['produces'] extends 'text/event-stream'
  ? undefined
  : z.input<E['response']>;

/** What answers an endpoint. Throws RondoError for a caller's mistake. */
export type Handler<E extends Endpoint> = (call: Call<E>) => Answer<E> | Promise<Answer<E>>;

/** Reads and validates a body that has been read from its text. Throws RondoError. */
export type BodyReader<E extends Endpoint> = (json: unknown) => Parsed<E['body']>;

/** An endpoint with its handler. */
export interface Route {
  readonly endpoint: Endpoint;
  readonly handle: (call: Call<Endpoint>) => unknown;
  /** In place of the endpoint's schema, where more has to be checked than a schema can. */
  readonly readBody?: (json: unknown) => unknown;
}

/** Joins an endpoint with what answers it. */
export function implement<E extends Endpoint>(
  endpoint: E,
  handle: Handler<E>,
  readBody?: BodyReader<E>,
): Route {
  return { endpoint, handle: handle as unknown as Route['handle'], ...(readBody && { readBody }) };
}
