import { writeFile } from 'node:fs/promises';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pushOf, startTestApi, step, type TestApi } from './test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

const MANUAL = { body: { initiator: { type: 'MANUAL' } } };
const LONG_SLEEP = { type: 'Sleep', params: { sleep_seconds: { type: 'LONG', value: 3600 } } };
const shell = (script: string) => ({
  type: 'Shell',
  params: { script: { type: 'STRING', value: script } },
  retry_policy: { error_retry_limit: 0 },
});

const start = async (id: string): Promise<number> => {
  const { body } = await api.call('POST', `/workflows/${id}/versions/active/actions/start`, MANUAL);
  return body.workflow_instance_id;
};

async function* events(
  path: string,
  headers: Record<string, string> = {},
): AsyncGenerator<EventSourceMessage> {
  const response = await fetch(`${api.url}/api/v3${path}`, { headers });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  let ready: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => ready.push(message) });
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    parser.feed(decoder.decode(bytes, { stream: true }));
    const received = ready;
    ready = [];
    yield* received;
  }
}

describe('the events of a run', () => {
  test('begin with what is, go on with what changes, and end with the run', async () => {
    await api.call('POST', '/workflows', pushOf('watched', [step('a', ['b']), step('b', [], LONG_SLEEP)]));
    const instance = await start('watched');
    const path = `/workflows/watched/instances/${instance}/runs/1/events`;
    const seen: EventSourceMessage[] = [];
    for await (const message of events(path)) {
      seen.push(message);
      const { steps } = JSON.parse(message.data);
      const sleeps = steps.some(
        (s: { step_id: string; status: string }) => s.step_id === 'b' && s.status === 'RUNNING',
      );
      if (sleeps) await api.call('PUT', `/workflows/watched/instances/${instance}/actions/stop`);
    }
    const changes = seen.map((message) => JSON.parse(message.data));
    expect(seen.map((message) => Number(message.id))).toEqual(changes.map((change) => change.revision));
    expect(changes.at(-1)).toMatchObject({ status: 'STOPPED', end_time: expect.any(Number) });
    expect(changes.at(-1).steps).toMatchObject([{ step_id: 'b', step_attempt_id: 1, status: 'STOPPED' }]);
    expect(changes[0].steps[0]).toMatchObject({ step_id: 'a', status: 'SUCCEEDED' });
  });

  test('resume after the last one seen, and have nothing to say after the end', async () => {
    const path = '/workflows/watched/instances/1/runs/latest/events';
    const all: EventSourceMessage[] = [];
    for await (const message of events(path)) all.push(message);
    expect(all).toHaveLength(1);
    const last = Number(all[0]?.id);
    const before: EventSourceMessage[] = [];
    for await (const message of events(path, { 'last-event-id': String(last - 1) })) before.push(message);
    expect(JSON.parse(before[0]?.data ?? '{}').steps).toHaveLength(1);
    const done = await fetch(`${api.url}/api/v3${path}`, { headers: { 'last-event-id': String(last) } });
    expect(done.status).toBe(204);
  });

  test('of a run that does not exist are 404, and a wrong id 400', async () => {
    expect((await api.call('GET', '/workflows/watched/instances/9/runs/1/events')).status).toBe(404);
    const wrong = await api.call('GET', '/workflows/watched/instances/1/runs/1/events', {
      headers: { 'last-event-id': 'x' },
    });
    expect(wrong.status).toBe(400);
  });
});

describe('the log of an attempt', () => {
  const logs = (instance: number, query: string) =>
    api.call('GET', `/workflows/talk/instances/${instance}/runs/1/steps/say/attempts/latest/logs${query}`);

  test('is read in parts, from the start or from the end', async () => {
    await api.call('POST', '/workflows', pushOf('talk', [step('say', [], shell('echo one; echo two'))]));
    const instance = await start('talk');
    await api.call('GET', `/workflows/talk/instances/${instance}?wait_for=terminal`);
    const whole = await logs(instance, '');
    expect(whole.body).toMatchObject({ text: 'one\ntwo\n', offset: 0, complete: true });
    const part = await logs(instance, '?limit=4');
    expect(part.body).toMatchObject({ text: 'one\n', next_offset: 4, total: 8, complete: false });
    expect((await logs(instance, '?offset=4')).body.text).toBe('two\n');
    expect((await logs(instance, '?offset=-4')).body.text).toBe('two\n');
  });

  test('is followed while it grows, until the attempt is over', async () => {
    const script = 'echo first; until [ -e "$$RONDO_WORK_DIR/go" ]; do sleep 0.05; done; echo last';
    await api.call('POST', '/workflows', pushOf('talk', [step('say', [], shell(script))]));
    const instance = await start('talk');
    let said = '';
    let complete = false;
    const path = `/workflows/talk/instances/${instance}`;
    for (let offset = 0; !complete; ) {
      const chunk = await logs(instance, `?follow=true&offset=${offset}`);
      if (chunk.status === 404) continue;
      said += chunk.body.text;
      offset = chunk.body.next_offset;
      complete = chunk.body.complete;
      if (said === 'first\n') {
        const { body } = await api.call('GET', `${path}/steps/say`);
        await writeFile(`${body.params.work_dir.evaluated_result}/go`, '');
      }
    }
    expect(said).toBe('first\nlast\n');
    expect((await api.call('GET', `${path}?wait_for=terminal`)).body.status).toBe('SUCCEEDED');
  });

  test('is streamed as plain text to whoever asks for that', async () => {
    const path = '/workflows/talk/instances/1/runs/1/steps/say/attempts/1/logs?follow=true';
    const answer = await api.call('GET', path, { headers: { accept: 'text/plain' } });
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(answer.body).toBe('one\ntwo\n');
  });

  test('of an attempt that does not exist is 404', async () => {
    expect((await logs(99, '')).status).toBe(404);
    const path = '/workflows/talk/instances/1/runs/1/steps/say/attempts/9/logs';
    expect((await api.call('GET', path)).status).toBe(404);
  });
});

/** Resolves once the server has begun a second call that it has not answered: the stream is the first. */
async function isWaiting(other: TestApi): Promise<void> {
  for (;;) {
    const metrics = await (await fetch(`${other.url}/metrics`)).text();
    const open = /rondo_http_requests_open (\d+)/.exec(metrics)?.[1];
    // The third is the request for the metrics.
    if (Number(open) >= 3) return;
  }
}

test('stopping the server ends what streams and waits', async () => {
  const other = await startTestApi();
  await other.call('POST', '/workflows', pushOf('w', [step('z', [], LONG_SLEEP)]));
  await other.call('POST', '/workflows/w/versions/1/actions/start', MANUAL);
  const stream = await fetch(`${other.url}/api/v3/workflows/w/instances/1/runs/1/events`);
  const waiting = other.call('GET', '/workflows/w/instances/1?wait_for=terminal&timeout_ms=60000');
  await isWaiting(other);
  await other.stop();
  expect((await waiting).body.status).toBe('IN_PROGRESS');
  expect(await stream.text()).toContain('"status":"IN_PROGRESS"');
});
