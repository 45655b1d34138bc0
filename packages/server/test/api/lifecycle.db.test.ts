import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pushOf, startTestApi, step, type TestApi } from './test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

const MANUAL = { body: { initiator: { type: 'MANUAL' } } };
const LONG_SLEEP = { type: 'Sleep', params: { sleep_seconds: { type: 'LONG', value: 3600 } } };

const start = (id: string, more: object = {}) =>
  api.call('POST', `/workflows/${id}/versions/active/actions/start`, {
    body: { ...MANUAL.body, ...more },
  });
const ended = (id: string, instance = 1) =>
  api.call('GET', `/workflows/${id}/instances/${instance}?wait_for=terminal`);

describe('a workflow that is pushed and started', () => {
  test('is stored as version 1 of its author, active, latest and default', async () => {
    const pushed = await api.call('POST', '/workflows', {
      body: { ...pushOf('walk', [step('a', ['b']), step('b')]).body, dsl_lang: 'json', size: 3 },
    });
    expect(pushed).toMatchObject({
      status: 200,
      body: {
        workflow_definition: {
          is_active: true,
          is_latest: true,
          is_default: true,
          activated_by: 'alice',
          metadata: {
            workflow_id: 'walk',
            workflow_version_id: 1,
            version_author: 'alice',
            dsl_lang: 'json',
            size: 3,
          },
          properties_snapshot: { owner: 'alice', workflow_id: 'walk', author: 'alice' },
        },
      },
    });
    const read = await api.call('GET', '/workflows/walk/versions/latest');
    expect(read.body).toEqual(pushed.body.workflow_definition);
    expect(read.body.workflow.steps[1].step.transition).toEqual({});
  });

  test('answers the ids of its instance and is SUCCEEDED once it is waited for', async () => {
    const started = await start('walk');
    expect(started).toMatchObject({
      status: 200,
      body: {
        workflow_id: 'walk',
        workflow_version_id: 1,
        workflow_instance_id: 1,
        workflow_run_id: 1,
        status: 'CREATED',
        timeline_event: { message: 'Manually run a new workflow instance by a user [alice]' },
      },
    });
    const { status, body } = await ended('walk');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'SUCCEEDED',
      workflow_uuid: started.body.workflow_uuid,
      execution_id: started.body.workflow_uuid,
      correlation_id: 'walk:1:1',
      initiator: { type: 'MANUAL', user: 'alice', depth: 0 },
      runtime_dag: { a: { successors: { b: 'true' } }, b: { predecessors: ['a'] } },
      runtime_overview: { total_step_count: 2, rollup_overview: { total_leaf_count: 2 } },
      aggregated_info: {
        workflow_instance_status: 'SUCCEEDED',
        step_aggregated_views: { a: { workflow_run_id: 1, status: 'SUCCEEDED' } },
      },
      params: { workflow_id: { evaluated_result: 'walk' } },
    });
    const told = body.timeline.filter((event: { type: string }) => event.type === 'STATUS');
    expect(told.map((event: { status: string }) => event.status)).toEqual([
      'CREATED',
      'IN_PROGRESS',
      'SUCCEEDED',
    ]);
  });

  test('shows each step attempt with its normalised definition and evaluated transition', async () => {
    const a = await api.call('GET', '/workflows/walk/instances/1/steps/a');
    expect(a).toMatchObject({
      status: 200,
      body: {
        step_id: 'a',
        step_attempt_id: 1,
        step_instance_id: 1,
        owner: 'alice',
        definition: { step: { failure_mode: 'FAIL_AFTER_RUNNING', params: {} } },
        transition: { successors: { b: { type: 'BOOLEAN', expression: 'true', evaluated_result: true } } },
        params: { maestro_step_satisfied: { type: 'BOOLEAN', evaluated_result: true } },
        runtime_state: { status: 'SUCCEEDED' },
      },
    });
    const times = a.body.timeline.map((event: { timestamp: number }) => event.timestamp);
    expect(times).toEqual([...times].sort());
    const path = '/workflows/walk/instances/1/runs/1/steps';
    const attempt = await api.call('GET', `${path}/a/attempts/latest`);
    expect(attempt.body).toEqual(a.body);
    const list = await api.call('GET', path);
    expect(list.body.map((found: { step_id: string }) => found.step_id)).toEqual(['a', 'b']);
    expect(list.body[0].timeline).toEqual([]);
    expect((await api.call('GET', '/workflows/walk/instances/1/steps')).body).toEqual(list.body);
  });

  test('is started once however often one request_id is sent', async () => {
    const request_id = '7d5b1c1e-31a5-4a55-9a8e-0a3f1c2b4d5e';
    const first = await start('walk', { request_id });
    const second = await start('walk', { request_id });
    expect(first.body).toMatchObject({ status: 'CREATED', workflow_uuid: request_id });
    expect(second).toMatchObject({
      status: 200,
      body: { status: 'DUPLICATED', workflow_instance_id: 0, workflow_uuid: request_id },
    });
  });

  test('has the tags of its request, which may not repeat a name', async () => {
    await api.call('POST', '/workflows', pushOf('tagged', [step('s')], { tags: ['nightly'] }));
    await start('tagged', { runtime_tags: ['mine'] });
    expect((await ended('tagged')).body.runtime_workflow.tags).toEqual([
      { name: 'nightly' },
      { name: 'mine' },
    ]);
    const twice = await start('tagged', { runtime_tags: ['nightly'] });
    expect(twice).toMatchObject({
      status: 400,
      body: { message: 'runtime_tags[0].name is a duplicate: [nightly]' },
    });
  });

  test('is refused when its params cannot be evaluated, or stored as FAILED on request', async () => {
    const params = { fixed: { type: 'LONG', value: 1, mode: 'CONSTANT' } };
    await api.call('POST', '/workflows', pushOf('fixed', [step('s')], { params }));
    const run_params = { fixed: { type: 'LONG', value: 2 } };
    expect(await start('fixed', { run_params })).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('Cannot modify param with mode') },
    });
    const kept = await start('fixed', { run_params, persist_failed_run: true });
    expect(kept.status).toBe(200);
    const { body } = await ended('fixed', kept.body.workflow_instance_id);
    expect(body).toMatchObject({ status: 'FAILED', end_time: expect.any(Number) });
    expect(body).not.toHaveProperty('execution_id');
    expect(body.timeline).toContainEqual(
      expect.objectContaining({
        type: 'DETAILS',
        message: 'Failed to initiate workflow params and properties',
      }),
    );
  });

  test('takes run params of 64 bits without losing a digit', async () => {
    await api.call('POST', '/workflows', {
      text: '{"properties":{"owner":"a"},"workflow":{"id":"big","params":{"n":{"type":"LONG","value":9007199254740993}},"steps":[{"step":{"id":"s","type":"NoOp"}}]}}',
    });
    const text =
      '{"initiator":{"type":"MANUAL"},"run_params":{"n":{"type":"LONG","value":9223372036854775807}}}';
    await api.call('POST', '/workflows/big/versions/1/actions/start', { text });
    const raw = async (path: string) => (await fetch(`${api.url}/api/v3${path}`)).text();
    expect(await raw('/workflows/big/versions/1')).toContain('"value":9007199254740993');
    expect(await raw('/workflows/big/instances/1?wait_for=terminal')).toContain(
      '"evaluated_result":9223372036854775807',
    );
  });
});

describe('stop and kill', () => {
  test('end a run that is under way, and refuse one that is over', async () => {
    await api.call('POST', '/workflows', pushOf('nap', [step('zzz', [], LONG_SLEEP)]));
    await start('nap');
    const stopped = await api.call('PUT', '/workflows/nap/instances/1/runs/1/actions/stop');
    expect(stopped).toMatchObject({ status: 200, body: { workflow_id: 'nap', workflow_run_id: 1 } });
    expect((await ended('nap')).body.status).toBe('STOPPED');
    const again = await api.call('PUT', '/workflows/nap/instances/1/actions/kill');
    expect(again).toMatchObject({ status: 400, body: { status: 'BAD_REQUEST' } });
    await start('nap');
    await api.call('PUT', '/workflows/nap/instances/2/actions/kill');
    expect((await ended('nap', 2)).body.status).toBe('FAILED');
  });

  test('are refused for a run that is not the latest, and for one that does not exist', async () => {
    const path = '/workflows/nap/instances';
    expect((await api.call('PUT', `${path}/1/runs/7/actions/stop`)).status).toBe(400);
    expect((await api.call('PUT', `${path}/99/actions/stop`)).status).toBe(404);
  });
});

describe('waiting', () => {
  test('answers the run as it is when the time is up', async () => {
    await api.call('POST', '/workflows', pushOf('slow', [step('zzz', [], LONG_SLEEP)]));
    await start('slow');
    const read = await api.call('GET', '/workflows/slow/instances/1?wait_for=terminal&timeout_ms=20');
    expect(read).toMatchObject({ status: 200, body: { status: 'IN_PROGRESS' } });
    await api.call('PUT', '/workflows/slow/instances/1/actions/stop');
  });

  test('needs wait_for for a time, and is limited to a minute', async () => {
    const path = '/workflows/slow/instances/1';
    expect((await api.call('GET', `${path}?timeout_ms=5`)).body.message).toContain('wait_for');
    const long = await api.call('GET', `${path}?wait_for=terminal&timeout_ms=60001`);
    expect(long.status).toBe(400);
    expect(long.body.errors).toEqual([expect.stringContaining('timeout_ms')]);
  });
});

describe('lists', () => {
  test('of instances are pages of the latest runs, newest first', async () => {
    await api.call('POST', '/workflows', pushOf('many', [step('s')]));
    for (let count = 0; count < 5; count += 1) await start('many');
    await ended('many', 5);
    const first = await api.call('GET', '/workflows/many/instances?first=2');
    expect(first.body).toMatchObject({
      total_count: 5,
      page_info: {
        start_cursor: '5',
        end_cursor: '4',
        has_previous_page: false,
        has_next_page: true,
        start_index: 1,
      },
    });
    const ids = (answer: typeof first) =>
      answer.body.elements.map((run: { workflow_instance_id: number }) => run.workflow_instance_id);
    expect(ids(first)).toEqual([5, 4]);
    expect(first.body.elements[0].aggregated_info.step_aggregated_views.s).toBeDefined();
    const rest = await api.call('GET', '/workflows/many/instances?first=200&cursor=4&aggregated=false');
    expect(ids(rest)).toEqual([3, 2, 1]);
    expect(rest.body.elements[0]).not.toHaveProperty('aggregated_info');
    const back = await api.call('GET', '/workflows/many/instances?last=2&cursor=1');
    expect(ids(back)).toEqual([3, 2]);
  });

  test('of an unknown workflow are empty pages with nulls', async () => {
    for (const path of ['/workflows/none/instances', '/workflows/none/instances/1/runs']) {
      const { status, body } = await api.call('GET', `${path}?first=10`);
      expect(status).toBe(200);
      expect(body).toEqual({
        page_info: {
          start_cursor: null,
          end_cursor: null,
          has_previous_page: false,
          has_next_page: false,
          start_index: null,
        },
        total_count: 0,
        elements: [],
      });
    }
  });

  test('ask for exactly one of first and last, from 1 to 200', async () => {
    const path = '/workflows/many/instances';
    expect((await api.call('GET', path)).body.message).toBe(
      'Either first or last need to be provided, both cannot be null',
    );
    expect((await api.call('GET', `${path}?first=1&last=1`)).body.message).toBe(
      'Either first or last need to be provided, but not both',
    );
    expect((await api.call('GET', `${path}?first=201`)).status).toBe(400);
  });

  test('of runs have the runs of one instance', async () => {
    const runs = await api.call('GET', '/workflows/many/instances/3/runs?first=5');
    expect(runs.body).toMatchObject({
      total_count: 1,
      elements: [{ workflow_instance_id: 3, workflow_run_id: 1, status: 'SUCCEEDED' }],
    });
  });

  test('of workflows are searched by id and name, and paged by id', async () => {
    await api.call('POST', '/workflows', pushOf('zoo-1', [step('s')], { name: 'The Elephants' }));
    await api.call('POST', '/workflows', pushOf('zoo-2', [step('s')]));
    const found = await api.call('GET', '/workflows?search=ELEPHANT');
    expect(found.body).toMatchObject({
      total_count: 1,
      next_cursor: null,
      elements: [{ workflow_id: 'zoo-1', name: 'The Elephants', owner: 'alice', latest_version_id: 1 }],
    });
    const page = await api.call('GET', '/workflows?search=zoo&limit=1');
    expect(page.body).toMatchObject({ total_count: 2, next_cursor: 'zoo-1' });
    const next = await api.call('GET', '/workflows?search=zoo&limit=1&cursor=zoo-1');
    expect(next.body.elements).toMatchObject([{ workflow_id: 'zoo-2' }]);
    const many = await api.call('GET', '/workflows?search=many');
    expect(many.body.elements[0].latest_instance).toMatchObject({
      workflow_instance_id: 5,
      status: 'SUCCEEDED',
    });
  });
});
