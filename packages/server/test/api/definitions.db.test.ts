import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pushOf, startTestApi, step, type TestApi } from './test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

const push = (id: string, properties?: object, more: object = {}) =>
  api.call('POST', '/workflows', {
    body: { ...(properties && { properties }), workflow: { id, steps: [step('s')] }, ...more },
  });
const version = (id: string, name: string) => api.call('GET', `/workflows/${id}/versions/${name}`);
const LONG_SLEEP = { type: 'Sleep', params: { sleep_seconds: { type: 'LONG', value: 3600 } } };

describe('versions', () => {
  test('count up, and an inactive push leaves the active one', async () => {
    await push('v', { owner: 'a' });
    const second = await push('v', undefined, { is_active: false });
    expect(second.body.workflow_definition).toMatchObject({
      is_active: false,
      is_latest: true,
      is_default: false,
      metadata: { workflow_version_id: 2 },
    });
    expect((await version('v', 'ACTIVE')).body.metadata.workflow_version_id).toBe(1);
    expect((await version('v', 'latest')).body.metadata.workflow_version_id).toBe(2);
    expect((await version('v', 'default')).body.metadata.workflow_version_id).toBe(1);
    const list = await api.call('GET', '/workflows/v/versions/pagination?first=10');
    expect(list.body).toMatchObject({
      total_count: 2,
      elements: [
        { is_latest: true, metadata: { workflow_version_id: 2 } },
        { is_active: true, metadata: { workflow_version_id: 1 } },
      ],
    });
  });

  test('pushed at the same time get different numbers', async () => {
    const pushes = await Promise.all(Array.from({ length: 8 }, () => push('race', { owner: 'a' })));
    const numbers = pushes.map(({ body }) => body.workflow_definition.metadata.workflow_version_id);
    expect(numbers.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('that do not exist are 404, and names that mean nothing 400', async () => {
    expect((await version('v', '3')).status).toBe(404);
    expect((await version('unknown', 'latest')).status).toBe(404);
    expect(await version('v', 'newest')).toMatchObject({
      status: 400,
      body: {
        status: 'BAD_REQUEST',
        message: 'Invalid workflow version [newest] for workflow [v]',
        errors: ['Invalid workflow version: newest'],
      },
    });
  });

  test('tell their params merged with the defaults when enriched', async () => {
    const { body } = await api.call('GET', '/workflows/v/versions/1?enriched=true');
    expect(body.enriched_extras.workflow_params.RUN_TS.type).toBe('LONG');
    expect(body.enriched_extras.step_params.s).toBeDefined();
    expect((await version('v', '1')).body).not.toHaveProperty('enriched_extras');
  });
});

describe('activation', () => {
  test('moves the active version, and says when there was nothing to do', async () => {
    await push('act', { owner: 'a' });
    await push('act', undefined, { is_active: false });
    const activate = () => api.call('PUT', '/workflows/act/versions/2/actions/activate');
    expect(await activate()).toMatchObject({
      status: 200,
      body: {
        workflow_id: 'act',
        workflow_version_id: 2,
        timeline_event: {
          type: 'ACTION',
          action: 'ACTIVATE',
          author: 'alice',
          message: 'Caller [alice] activates workflow version [act][2], previous active version is [1]',
        },
      },
    });
    expect((await activate()).body).toMatchObject({
      workflow_version_id: 0,
      timeline_event: {
        message: 'Caller [alice] do nothing as workflow version [act][2] is already active',
      },
    });
    const deactivate = () => api.call('PUT', '/workflows/act/actions/deactivate');
    expect((await deactivate()).body.timeline_event).toMatchObject({
      action: 'DEACTIVATE',
      message: 'Caller [alice] deactivated workflow [act], whose last active version is [2]',
    });
    expect((await deactivate()).body.timeline_event.message).toBe(
      'Caller [alice] do nothing as there is no active workflow version for [act]',
    );
    expect((await version('act', 'active')).status).toBe(404);
    const start = await api.call('POST', '/workflows/act/versions/active/actions/start', {
      body: { initiator: { type: 'MANUAL' } },
    });
    expect(start.status).toBe(404);
    expect((await api.call('PUT', '/workflows/nobody/actions/deactivate')).status).toBe(404);
  });

  test('is told by the timeline of the workflow, newest first', async () => {
    const { body } = await api.call('GET', '/workflows/act/timeline');
    expect(body.workflow_id).toBe('act');
    expect(body.timeline_events.map((event: { log: string }) => event.log).at(-1)).toBe(
      'Created a new workflow version [1] for workflow id [act]',
    );
    expect(body.timeline_events[0]).toMatchObject({ author: 'alice' });
    expect((await api.call('GET', '/workflows/nobody/timeline')).body.timeline_events).toEqual([]);
  });
});

describe('properties', () => {
  test('are needed with an owner for the first version only', async () => {
    expect((await push('prop')).status).toBe(400);
    expect((await push('prop', { description: 'x' })).body.message).toContain('owner');
    expect((await push('prop', { owner: 'a', step_concurrency: 5, description: 'd' })).status).toBe(200);
    expect((await push('prop')).body.workflow_definition.properties_snapshot.step_concurrency).toBe(5);
  });

  test('of a push replace, and unset what a push resets', async () => {
    const pushed = await push('prop', { run_strategy: 'parallel' });
    const snapshot = pushed.body.workflow_definition.properties_snapshot;
    expect(snapshot).toMatchObject({
      owner: 'a',
      description: 'd',
      run_strategy: { rule: 'PARALLEL', workflow_concurrency: 20 },
    });
    expect(snapshot).not.toHaveProperty('step_concurrency');
  });

  test('of an update replace or are reset, each snapshot with a larger id', async () => {
    const update = (body: object) => api.call('POST', '/workflows/prop/properties', { body });
    const first = await update({ step_concurrency: 9, run_strategy: 7 });
    expect(first.body).toMatchObject({
      step_concurrency: 9,
      run_strategy: { rule: 'PARALLEL', workflow_concurrency: 7 },
      author: 'alice',
    });
    const second = await update({ reset_workflow_concurrency: true, reset_step_concurrency: true });
    expect(second.body.run_strategy.workflow_concurrency).toBe(20);
    expect(second.body).not.toHaveProperty('step_concurrency');
    expect(second.body.create_time).toBeGreaterThan(first.body.create_time);
    expect((await update({ step_concurrency: 1, reset_step_concurrency: true })).status).toBe(400);
    expect((await update({ tags: ['x'] })).status).toBe(400);
    const unknown = await api.call('POST', '/workflows/nobody/properties', { body: {} });
    expect(unknown.status).toBe(400);
  });

  test('do not allow LAST_ONLY while two instances are under way', async () => {
    await api.call('POST', '/workflows', pushOf('guard', [step('z', [], LONG_SLEEP)]));
    for (let count = 0; count < 2; count += 1) {
      await api.call('POST', '/workflows/guard/versions/1/actions/start', {
        body: { initiator: { type: 'MANUAL' } },
      });
    }
    const change = await api.call('POST', '/workflows/guard/properties', {
      body: { run_strategy: 'LAST_ONLY' },
    });
    expect(change).toMatchObject({ status: 412, body: { status: 'PRECONDITION_FAILED' } });
    const overview = await api.call('GET', '/workflows/guard/overview');
    expect(overview.body).toMatchObject({
      workflow_id: 'guard',
      active_version_id: 1,
      default_version_id: 1,
      nonterminal_instances: { CREATED: 1, IN_PROGRESS: 1 },
      failed_instances: 0,
      latest_instance_id: 2,
      properties_snapshot: { run_strategy: { rule: 'SEQUENTIAL', workflow_concurrency: 1 } },
    });
    for (const id of [2, 1]) await api.call('PUT', `/workflows/guard/instances/${id}/actions/kill`);
    await api.call('GET', '/workflows/guard/instances/1?wait_for=terminal');
    const strict = await api.call('POST', '/workflows/guard/properties', {
      body: { run_strategy: 'STRICT_SEQUENTIAL' },
    });
    expect(strict.status).toBe(412);
    expect((await api.call('GET', '/workflows/guard/overview')).body.failed_instances).toBe(2);
  });

  test('show no overview of a workflow that does not exist', async () => {
    expect((await api.call('GET', '/workflows/nobody/overview')).status).toBe(404);
  });
});

describe('validation', () => {
  const validate = (workflow: object) =>
    api.call('PUT', '/workflows/actions/validate', { body: { properties: { owner: 'a' }, workflow } });

  test('stores nothing and says that a definition is valid', async () => {
    const valid = await validate({ id: 'only-checked', steps: [step('s')] });
    expect(valid).toMatchObject({
      status: 200,
      body: {
        type: 'ACTION',
        action: 'VALIDATE',
        author: 'alice',
        message: 'the workflow definition is valid.',
      },
    });
    expect((await version('only-checked', 'latest')).status).toBe(404);
  });

  test('names the cycle of a graph', async () => {
    const workflow = { id: 'loop', steps: [step('a', ['b']), step('b', ['a'])] };
    const refused = await validate(workflow);
    expect(refused).toMatchObject({
      status: 400,
      body: { status: 'BAD_REQUEST', message: 'Invalid workflow create request' },
    });
    expect(refused.body.errors[0]).toBe('Invalid workflow definition [loop], where DAG contains cycle');
    const pushed = await api.call('POST', '/workflows', { body: { properties: { owner: 'a' }, workflow } });
    expect(pushed.status).toBe(400);
    expect(pushed.body.message).toMatch(
      /^BAD_REQUEST - Exception during dry run validation for workflow loop Error=\[/,
    );
  });

  test('evaluates workflow params and merges step params', async () => {
    const bad = await validate({
      id: 'p',
      params: { x: { type: 'LONG', expression: 'nothing + 1' } },
      steps: [step('s')],
    });
    expect(bad.status).toBe(400);
    expect(bad.body.errors[0]).toContain('nothing');
    const missing = await validate({ id: 'p', steps: [step('s', [], { type: 'Shell' })] });
    expect(missing.status).toBe(400);
    expect(missing.body.errors[0]).toContain('[script] is a required parameter');
  });

  test('finds slips in what is evaluated only when a step runs', async () => {
    const inner = { deep: { type: 'LONG', expression: '1 +* 2' } };
    const params = {
      wrong: { type: 'LONG', expression: 'x = 1;\nreturn x +;' },
      nested: { type: 'MAP', value: inner },
      unknown: { type: 'LONG', expression: 'a__made_later + 1' },
    };
    const a = step('a', [], { params, transition: { successors: { b: 'n > ', c: 'n > 1' } } });
    const refused = await validate({ id: 'slips', steps: [a, step('b'), step('c')] });
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toEqual([
      expect.stringMatching(
        /^workflow\.steps\[0\]\.step\.params\.wrong\.expression is not an expression: .*\(line 2, column 11\)/,
      ),
      expect.stringMatching(/^workflow\.steps\[0\]\.step\.params\.nested\.value\.deep\.expression is not/),
      expect.stringMatching(/^workflow\.steps\[0\]\.step\.transition\.successors\.b is not .* in \[n > \]$/),
    ]);
  });

  test('names each thing that this server cannot run', async () => {
    const refused = await validate({
      id: 'u',
      instance_step_concurrency: 3,
      steps: [
        step('k', [], { type: 'Kubernetes' }),
        { subworkflow: { id: 'sub', params: { subworkflow_id: { type: 'STRING', value: 'x' } } } },
        step('d', [], { signal_dependencies: [{ name: 'db/table' }] }),
      ],
    });
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toEqual([
      'workflow.instance_step_concurrency is not supported by this server yet',
      'workflow.steps[0].step.type [Kubernetes] is not supported by this server yet',
      'workflow.steps[1].subworkflow is not supported by this server yet',
      'workflow.steps[2].step.signal_dependencies is not supported by this server yet',
    ]);
  });
});

describe('YAML', () => {
  const yaml = (text: string, path = '/workflows/yaml', method = 'POST') =>
    api.call(method, path, { text, headers: { 'content-type': 'application/yaml' } });
  const DOCUMENT = `
Workflow:
  id: from-yaml
  owner: bob
  greeting: hello
  jobs:
    - job:
        id: first
        type: NoOp
    - job:
        id: second
        type: NoOp
  dag: sequential
`;

  test('is pushed and validated like JSON', async () => {
    expect(await yaml(DOCUMENT, '/workflows/actions/validate/yaml', 'PUT')).toMatchObject({ status: 200 });
    const pushed = await yaml(DOCUMENT);
    expect(pushed).toMatchObject({
      status: 200,
      body: { workflow_definition: { workflow: { id: 'from-yaml' }, properties_snapshot: { owner: 'bob' } } },
    });
  });

  test.each([
    ['a syntax error', 'Workflow:\n  id: [1', /line 2/],
    ['a custom tag', 'Workflow:\n  id: !!js/function "x"', /line 2/],
    ['a duplicate key', 'Workflow:\n  id: a\n  id: b', /line 3, column 3/],
    ['a mistake in the language', 'Workflow:\n  id: a\n  jobs: 5\n', /line 3/],
  ])('with %s is refused with its place', async (_what, text, place) => {
    const { status, body } = await yaml(text);
    expect(status).toBe(400);
    expect(body.errors[0]).toMatch(place);
  });

  test('that unfolds into something huge is refused', async () => {
    const lines = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]'];
    for (let level = 1; level < 9; level += 1) {
      const before = `*a${level - 1}`;
      lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => before).join(',')}]`);
    }
    const { status, body } = await yaml(lines.join('\n'));
    expect(status).toBe(400);
    expect(body.errors[0]).toMatch(/alias/i);
  });
});
