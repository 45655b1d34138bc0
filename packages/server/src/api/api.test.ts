import { type Endpoint, endpoints } from '@rondo/model';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { Executor } from '../executor/port.ts';
import type { LogStore } from '../logs/log-store.ts';
import type { Pool } from '../postgres/client.ts';
import { createApi } from './api.ts';
import { authorize } from './caller.ts';

const refuse = () => Promise.reject(new Error('nothing is behind this API'));

function apiOverNothing() {
  return createApi({
    executor: { proveCommit: refuse } as unknown as Executor,
    pool: { query: refuse } as unknown as Pool,
    logs: {} as LogStore,
    log: pino({ level: 'silent' }),
    metrics: new Registry(),
    config: { version: '0.0.0', host: '127.0.0.1' },
  });
}

test('serves every endpoint of the model and nothing else', async () => {
  const api = apiOverNothing();
  await api.ready();
  const declared: readonly Endpoint[] = Object.values(endpoints);
  for (const { method, path } of declared) {
    const url = path.replace(/\{(\w+)\}/g, ':$1');
    expect(api.hasRoute({ method, url }), `${method} ${url}`).toBe(true);
  }
  const served = api.printRoutes({ commonPrefix: false }).match(/\b(GET|POST|PUT|DELETE|HEAD|PATCH)\b/g);
  expect(served).toHaveLength(declared.length);
  await api.close();
});

test('a failure that nobody planned for is answered without its reason', async () => {
  const api = apiOverNothing();
  const answer = await api.inject({ url: '/api/v3/workflows/a/overview', headers: { host: 'localhost' } });
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toEqual({
    status: 'INTERNAL_ERROR',
    message: expect.stringContaining('its log tells why'),
  });
  expect(answer.body).not.toContain('nothing is behind');
  await api.close();
});

test('is not ready when the engine cannot commit', async () => {
  const api = apiOverNothing();
  const answer = await api.inject({ url: '/ready', headers: { host: 'localhost' } });
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({ status: 'unavailable' });
  await api.close();
});

test('a caller without the permission of a call is FORBIDDEN', () => {
  const reader = { user: 'r', permissions: new Set(['workflow:read'] as const) };
  expect(() => authorize(reader, 'workflow:read')).not.toThrow();
  expect(() => authorize(reader, 'workflow:write')).toThrow(
    expect.objectContaining({ code: 'FORBIDDEN', message: 'this needs the permission workflow:write' }),
  );
});
