import { endpoints } from '@rondo/model';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { createClient } from './client.ts';
import { RondoApiError, RondoUnreachableError, RondoWaitTimeoutError } from './errors.ts';

interface Seen {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: unknown;
}

/** A client whose server is a list of answers, and what it was asked. */
const clientOf = (...answers: (Response | Error)[]) => {
  const seen: Seen[] = [];
  const fetch = async (url: string | URL | Request, init: RequestInit = {}) => {
    seen.push({
      url: String(url),
      method: init.method ?? '',
      headers: init.headers as Record<string, string>,
      body: init.body,
    });
    const answer = answers.shift();
    if (answer === undefined) throw new Error('asked more often than answered');
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return {
    seen,
    client: createClient({
      baseUrl: 'http://rondo.test/',
      user: 'ada',
      fetch: fetch as typeof globalThis.fetch,
    }),
  };
};

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
const stream = (...parts: string[]) =>
  new Response(
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
        controller.close();
      },
    }),
  );
const run = { workflow_id: 'wf', workflow_instance_id: 3, workflow_run_id: 1 };

describe('a call', () => {
  it('fills and escapes the path, names the caller and sends the body as JSON', async () => {
    const { client, seen } = clientOf(json({ status: 'CREATED' }));
    await client.instances.start('my wf', {
      version: 2,
      run_params: { n: { type: 'LONG', value: 2n ** 60n } },
    });
    expect(seen[0]?.url).toBe('http://rondo.test/api/v3/workflows/my%20wf/versions/2/actions/start');
    expect(seen[0]?.headers).toMatchObject({ user: 'ada', 'content-type': 'application/json' });
    expect(seen[0]?.body).toBe(
      '{"initiator":{"type":"MANUAL"},"run_params":{"n":{"type":"LONG","value":1152921504606846976}}}',
    );
  });

  it('leaves unset query params out', async () => {
    const { client, seen } = clientOf(json({ elements: [] }));
    await client.workflows.list({ search: 'a&b', limit: undefined });
    expect(seen[0]?.url).toBe('http://rondo.test/api/v3/workflows?search=a%26b');
  });

  it('sends YAML as it is', async () => {
    const { client, seen } = clientOf(json({ workflow_definition: { internal_id: 7 } }));
    expect(await client.workflows.pushYaml('Workflow: {}')).toEqual({ internal_id: 7 });
    expect(seen[0]).toMatchObject({ body: 'Workflow: {}', headers: { 'content-type': 'application/yaml' } });
  });

  it('reads integers beyond 2^53 exactly', async () => {
    const { client } = clientOf(new Response('{"params":{"n":{"type":"LONG","value":9223372036854775807}}}'));
    const instance = await client.instances.get(run);
    expect(instance.params.n?.value).toBe(9223372036854775807n);
  });

  it('is typed from the endpoint', () => {
    const { client } = clientOf();
    type Start = ReturnType<typeof client.call<typeof endpoints.startWorkflow>>;
    expectTypeOf<Awaited<Start>['workflow_uuid']>().toEqualTypeOf<string>();
    // @ts-expect-error a workflow is required
    const noWorkflow = () => client.workflows.push({});
    // @ts-expect-error the path params are required
    const noParams = () => client.call(endpoints.getWorkflowOverview);
    expect([noWorkflow, noParams]).toHaveLength(2);
  });
});

describe('a failed call', () => {
  it('carries the status, code and details of the server', async () => {
    const body = { status: 'BAD_REQUEST', message: 'Invalid', errors: ['workflow.id is required'] };
    const error = await clientOf(json(body, 400))
      .client.system.health()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RondoApiError);
    expect(error).toMatchObject({
      status: 400,
      code: 'BAD_REQUEST',
      message: 'Invalid',
      errors: body.errors,
    });
  });

  it('shows what something that is not Rondo answered', async () => {
    const { client } = clientOf(new Response('<html>gateway</html>', { status: 502 }));
    await expect(client.system.health()).rejects.toMatchObject({
      status: 502,
      code: 'UNKNOWN',
      message: /gateway/,
    });
  });

  it('names the URL when nobody answers', async () => {
    const { client } = clientOf(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }));
    const error = await client.system.health().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RondoUnreachableError);
    expect(String(error)).toContain('http://rondo.test/health (connect ECONNREFUSED)');
  });
});

describe('waiting for the end of a run', () => {
  it('asks again until the status is terminal', async () => {
    const { client, seen } = clientOf(json({ status: 'IN_PROGRESS' }), json({ status: 'SUCCEEDED' }));
    expect(await client.instances.waitForTerminal(run)).toEqual({ status: 'SUCCEEDED' });
    expect(seen[1]?.url).toContain('/runs/1?wait_for=terminal&timeout_ms=30000');
  });

  it('gives up with the last status when the time is over', async () => {
    const { client } = clientOf(json({ status: 'IN_PROGRESS' }));
    const waiting = client.instances.waitForTerminal(run, { timeoutMs: 0 });
    await expect(waiting).rejects.toThrow(RondoWaitTimeoutError);
    await expect(waiting).rejects.toThrow('instance [wf][3] is still IN_PROGRESS');
  });
});

describe('following a log', () => {
  it('continues at next_offset until the output is complete', async () => {
    const chunk = { offset: 0, total: 2 };
    const { client, seen } = clientOf(
      json({ ...chunk, text: 'a', next_offset: 1, complete: false }),
      json({ ...chunk, text: '', next_offset: 1, complete: false }),
      json({ ...chunk, text: 'b', next_offset: 2, complete: true }),
    );
    const texts = [];
    for await (const { text } of client.logs.follow({ ...run, step_id: 's' })) texts.push(text);
    expect(texts).toEqual(['a', 'b']);
    expect(seen.map(({ url }) => new URL(url).searchParams.get('offset'))).toEqual(['0', '1', '1']);
    expect(seen[0]?.url).toContain('/steps/s/attempts/latest/logs?');
  });
});

describe('subscribing to events', () => {
  const stepChange = { revision: 1, status: 'IN_PROGRESS', steps: [] };
  const endChange = { revision: 2, status: 'SUCCEEDED', steps: [] };
  const frame = (change: { revision: number }) =>
    `id: ${change.revision}\ndata: ${JSON.stringify(change)}\n\n`;

  it('resumes after the last event seen when the connection is lost, and ends with the run', async () => {
    const { client, seen } = clientOf(
      stream(frame(stepChange).slice(0, 20), frame(stepChange).slice(20)),
      new TypeError('fetch failed'),
      stream(': ping\n\n', frame(endChange)),
    );
    const ids = [];
    for await (const { id } of client.events.subscribe(run, { retryMs: 0 })) ids.push(id);
    expect(ids).toEqual(['1', '2']);
    expect(seen.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '1', '1']);
  });

  it('ends when the server has nothing more to say', async () => {
    const { client } = clientOf(new Response(null, { status: 204 }));
    expect(await client.events.subscribe(run).next()).toEqual({ done: true, value: undefined });
  });

  it('does not try again when the server refuses', async () => {
    const { client } = clientOf(json({ status: 'NOT_FOUND', message: 'no such run' }, 404));
    await expect(client.events.subscribe(run).next()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('does not pass off a stream that keeps ending early as the end of the run', async () => {
    const { client } = clientOf(stream(), stream());
    const next = client.events.subscribe(run, { maxFailures: 1, retryMs: 0 }).next();
    await expect(next).rejects.toThrow('the stream ended before the run');
  });

  it('gives up after too many failures in a row', async () => {
    const failures = Array.from({ length: 3 }, () => new TypeError('fetch failed'));
    const { client } = clientOf(...failures);
    const next = client.events.subscribe(run, { maxFailures: 2, retryMs: 0 }).next();
    await expect(next).rejects.toThrow(RondoUnreachableError);
  });
});
