import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { loadConfig, type RondoServer, startServer } from '../../src/index.ts';
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts';

/** An answer, read. */
export interface TestAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
  readonly headers: Headers;
}

export interface TestRequest {
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly text?: string;
  readonly headers?: Record<string, string>;
}

/** A whole server on a free port with a database of its own. */
export interface TestApi {
  readonly url: string;
  readonly database: TestDatabase;
  readonly server: RondoServer;
  call(method: string, path: string, request?: TestRequest): Promise<TestAnswer>;
  /** Stops the server and starts another on the same folder and database, at another `url`. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server; `call` speaks to it as the user `alice` with JSON. */
export async function startTestApi(): Promise<TestApi> {
  const home = await mkdtemp(join(tmpdir(), 'rondo-api-'));
  const database = await createTestDatabase();
  const config = loadConfig({
    RONDO_HOME: home,
    RONDO_DATABASE_URL: database.url,
    RONDO_PORT: '0',
    RONDO_POLL_DELAY_MS: '50',
  });
  const start = () => startServer({ config, log: pino({ level: 'silent' }) });
  let server = await start();
  return {
    get url() {
      return server.url;
    },
    database,
    get server() {
      return server;
    },
    call: (method, path, request) => call(server.url, method, path, request),
    async restart() {
      await server.stop();
      server = await start();
    },
    async stop() {
      await server.stop();
      await database.drop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function call(
  url: string,
  method: string,
  path: string,
  { body, text, headers }: TestRequest = {},
): Promise<TestAnswer> {
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(`${url}${path.startsWith('/api') ? path : `/api/v3${path}`}`, {
    method,
    headers: {
      user: 'alice',
      ...(content !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(content !== undefined && { body: content }),
  });
  const answer = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return {
    status: response.status,
    body: isJson ? JSON.parse(answer) : answer,
    headers: response.headers,
  };
}

/** A step of type NoOp unless told otherwise, with unconditional successors. */
export function step(id: string, to: readonly string[] = [], more: object = {}): object {
  const successors = Object.fromEntries(to.map((other) => [other, 'true']));
  return { step: { id, type: 'NoOp', transition: { successors }, ...more } };
}

/** A push request for a workflow of these steps. */
export function pushOf(id: string, steps: readonly object[], more: object = {}): { body: object } {
  return { body: { properties: { owner: 'alice' }, workflow: { id, steps, ...more } } };
}
