import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { endpoints, errorBodySchema } from '@rondo/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pushOf, startTestApi, step, type TestApi } from './test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.call('POST', '/workflows', pushOf('wf', [step('s')]));
});
afterAll(() => api.stop());

const START = '/workflows/wf/versions/active/actions/start';

/** A request as it is, which `fetch` would not send. */
function raw(path: string, headers: Record<string, string>): Promise<{ status?: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${api.url}`, { path, headers }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('a mistake of the caller', () => {
  test.each([
    ['a path that does not exist', 'GET', '/nothing/here', {}, 404],
    ['a method that a path does not have', 'DELETE', '/workflows', {}, 404],
    ['an instance id that is no number', 'GET', '/workflows/wf/instances/abc', {}, 400],
    ['an instance id of 0', 'GET', '/workflows/wf/instances/0', {}, 400],
    ['an instance that does not exist', 'GET', '/workflows/wf/instances/77', {}, 404],
    [
      'an attempt far beyond any',
      'GET',
      '/workflows/wf/instances/1/runs/1/steps/s/attempts/99999999999',
      {},
      404,
    ],
    ['a query param that does not exist', 'GET', '/workflows?colour=red', {}, 400],
    ['an escape that is none', 'GET', '/workflows/%zz/overview', {}, 400],
    ['a body that is no JSON', 'POST', START, { text: '{"initiator":' }, 400],
    ['no body', 'POST', START, {}, 400],
    ['JSON that is no object', 'POST', START, { text: '7' }, 400],
    ['another content type', 'POST', START, { text: '{}', headers: { 'content-type': 'text/plain' } }, 400],
    ['an unknown property', 'POST', START, { body: { initiator: { type: 'MANUAL' }, run_parms: {} } }, 400],
    ['an unknown initiator', 'POST', START, { body: { initiator: { type: 'MAGIC' } } }, 400],
    [
      'a trigger that the version does not have',
      'POST',
      START,
      { body: { initiator: { type: 'TIME', trigger_uuid: 'x', trigger_time: 1 } } },
      409,
    ],
    [
      'an initiator that only the engine uses',
      'POST',
      START,
      { body: { initiator: { type: 'FOREACH', ancestors: [] } } },
      400,
    ],
    [
      'a run param of a reserved name',
      'POST',
      START,
      { body: { initiator: { type: 'MANUAL' }, run_params: { params: { type: 'LONG', value: 1 } } } },
      400,
    ],
  ])(
    '(%s) is told with a status, a message and the spec’s body',
    async (_what, method, path, more, status) => {
      const answer = await api.call(method, path, more);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toContain('application/json');
      expect(errorBodySchema.strict().parse(answer.body).message).not.toBe('');
    },
  );

  test('without a user is told where a user is needed, and nowhere else', async () => {
    const nobody = { headers: { user: '' } };
    const start = await api.call('POST', START, { body: { initiator: { type: 'MANUAL' } }, ...nobody });
    expect(start).toMatchObject({ status: 400, body: { message: 'the user name cannot be null' } });
    expect((await api.call('PUT', '/workflows/wf/actions/deactivate', nobody)).status).toBe(400);
    expect((await api.call('GET', '/workflows/wf/versions/latest', nobody)).status).toBe(200);
  });

  test('names each field that is wrong', async () => {
    const { body } = await api.call('POST', '/workflows', {
      body: {
        properties: { owner: 'a' },
        workflow: { id: 'x y', steps: [{ step: { id: 'a__b' } }], foo: 1 },
      },
    });
    expect(body.errors).toEqual(
      expect.arrayContaining([
        'workflow.foo is not a known property',
        expect.stringMatching(/^workflow\.steps\[0\]\.step\.type /),
      ]),
    );
  });

  test('of nesting too deep or being too large is refused', async () => {
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
    const nested = await api.call('POST', START, { text: `{"initiator":${deep}}` });
    expect(nested).toMatchObject({ status: 400, body: { status: 'BAD_REQUEST' } });
    expect(nested.body.message).toContain('100 levels');
    const large = await api.call('POST', '/workflows', { text: `{"x":"${'y'.repeat(1_100_000)}"}` });
    expect(large).toMatchObject({ status: 400, body: { status: 'BAD_REQUEST' } });
    const definition = await api.call('POST', '/workflows', pushOf('fat', [step('s')], { name: 'n' }));
    expect(definition.status).toBe(200);
    const fat = pushOf('fat', [
      step('s', [], { params: { p: { type: 'STRING', value: 'z'.repeat(270_000) } } }),
    ]);
    expect((await api.call('POST', '/workflows', fat)).body.errors[0]).toContain('262144');
  });

  test('cannot reach prototypes through keys', async () => {
    const text =
      '{"initiator":{"type":"MANUAL"},"run_params":{"__proto__":{"type":"LONG","value":1},"constructor":{"type":"LONG","value":2}}}';
    const answer = await api.call('POST', START, { text });
    expect(answer.status).toBeLessThan(500);
    expect(({} as Record<string, unknown>).type).toBeUndefined();
    expect((await api.call('GET', '/workflows/wf/instances/1/steps/constructor')).status).toBe(404);
  });
});

test('a request for another host is refused, as a rebound name would be', async () => {
  const refused = await raw('/health', { host: 'evil.example' });
  expect(refused.status).toBe(403);
  expect(JSON.parse(refused.body)).toMatchObject({ status: 'FORBIDDEN' });
  expect((await raw('/health', { host: 'localhost:1' })).status).toBe(200);
});

test('a body that a call does not take is ignored, whatever its type', async () => {
  const answer = await api.call('PUT', '/workflows/wf/versions/1/actions/activate', {
    text: '<x/>',
    headers: { 'content-type': 'text/xml' },
  });
  expect(answer.status).toBe(200);
});

describe('the server itself', () => {
  const get = async (path: string) => {
    const response = await fetch(`${api.url}${path}`);
    return { status: response.status, text: await response.text() };
  };

  test('is healthy, and ready because the engine commits', async () => {
    expect(JSON.parse((await get('/health')).text)).toMatchObject({ status: 'ok' });
    expect(JSON.parse((await get('/ready')).text)).toMatchObject({
      status: 'ok',
      checks: { engine: 'ok' },
    });
  });

  test('documents every path that it serves', async () => {
    const document = JSON.parse((await get('/openapi.json')).text);
    for (const { path, method } of Object.values(endpoints)) {
      expect(document.paths[path]?.[method.toLowerCase()], `${method} ${path}`).toBeDefined();
    }
  });

  test('counts its requests by endpoint and status', async () => {
    const metrics = await get('/metrics');
    expect(metrics.status).toBe(200);
    expect(metrics.text).toMatch(
      /rondo_http_request_duration_seconds_count\{endpoint="getHealth",status="200"\} \d+/,
    );
  });

  test('answers the action maps', async () => {
    const instances = await api.call('GET', '/workflows/instances/action-map');
    expect(instances.body.FAILED).toEqual(['RESTART', 'UNBLOCK']);
    const steps = await api.call('GET', '/workflows/steps/instances/action-map');
    expect(steps.body.PAUSED).toEqual(['RESUME', 'STOP', 'KILL', 'SKIP']);
    expect(steps.body).not.toHaveProperty('NOT_CREATED');
  });
});
