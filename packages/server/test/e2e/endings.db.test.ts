import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { step } from '../api/test-api.ts';
import { isRunning, retries, shell, startWorkflows, type Workflows, waitsFor } from './workflows.ts';

let flows: Workflows;
beforeAll(async () => {
  flows = await startWorkflows();
});
afterAll(() => flows.stop());

/** Works for ever in the foreground and in the background, and writes down the pids of both. */
const endless = (id: string, to: readonly string[] = [], more: object = {}) =>
  shell(
    id,
    `sleep 1000 & echo "$$ $!" >"${flows.file('pids')}-$RONDO_WORKFLOW_ID-$RONDO_STEP_ATTEMPT_ID"; wait`,
    to,
    more,
  );
const pidsOf = async (id: string, attempt = 1) => (await flows.written(`pids-${id}-${attempt}`)).split(' ');
const expectRunning = async (pids: readonly string[], expected: boolean) =>
  vi.waitFor(
    async () => expect(await Promise.all(pids.map(isRunning))).toEqual(pids.map(() => expected)),
    10_000,
  );

const timelineText = (body: { timeline: object[] }) => JSON.stringify(body.timeline);

describe('a Shell step that fails', () => {
  test('is tried again in a new attempt, until it succeeds', async () => {
    const script = `echo "attempt $RONDO_STEP_ATTEMPT_ID"; test "$RONDO_STEP_ATTEMPT_ID" = 2`;
    await flows.push('flaky', [
      shell('s', script, ['after'], { retry_policy: retries({ error_retry_limit: 3 }) }),
      step('after'),
    ]);
    expect((await flows.run('flaky')).status).toBe('SUCCEEDED');
    const [first, second] = [await flows.step('flaky', 's', 1), await flows.step('flaky', 's', 2)];
    expect(first.runtime_state.status).toBe('USER_FAILED');
    expect(timelineText(first)).toContain('The script exited with code 1');
    expect(timelineText(first)).toContain('Retrying task in [1s]');
    expect(second).toMatchObject({
      step_attempt_id: 2,
      step_instance_id: first.step_instance_id,
      runtime_state: { status: 'SUCCEEDED' },
      step_retry: { error_retries: 1, error_retry_limit: 3 },
    });
    expect(second.step_uuid).not.toBe(first.step_uuid);
    expect(second.runtime_state.create_time).toBeGreaterThanOrEqual(first.runtime_state.end_time + 1000);
    const log = await flows.api.call(
      'GET',
      '/workflows/flaky/instances/1/runs/1/steps/s/attempts/1/logs?offset=0',
    );
    expect(log.body.text).toBe('attempt 1\n');
  });

  test('fails the run when its retries are used up, or when it vetoes them', async () => {
    await flows.push('hopeless', [
      shell('s', 'exit 3', [], { retry_policy: retries({ error_retry_limit: 1 }) }),
    ]);
    const veto = `echo "$MAESTRO_OUTPUT_START"'{"artifacts": {"maestro_retry": {"type": "RETRY", "retryable": false}}}'"$MAESTRO_OUTPUT_END"; exit 1`;
    await flows.push('vetoed', [shell('s', veto, [], { retry_policy: retries({ error_retry_limit: 5 }) })]);
    const [hopeless, vetoed] = await Promise.all([flows.run('hopeless'), flows.run('vetoed')]);
    expect([hopeless.status, vetoed.status]).toEqual(['FAILED', 'FAILED']);
    expect(await flows.step('hopeless', 's')).toMatchObject({
      step_attempt_id: 2,
      runtime_state: { status: 'FATALLY_FAILED' },
    });
    expect(await flows.step('vetoed', 's')).toMatchObject({
      step_attempt_id: 1,
      runtime_state: { status: 'FATALLY_FAILED' },
    });
  });
});

describe('a timeout', () => {
  test('of a step ends its processes and the run as TIMED_OUT', async () => {
    await flows.push('step-timeout', [endless('s', ['after'], { timeout: '1 second' }), step('after')]);
    expect((await flows.run('step-timeout')).status).toBe('TIMED_OUT');
    expect(await flows.statuses('step-timeout')).toEqual({ s: 'TIMED_OUT', after: 'NOT_CREATED' });
    expect(timelineText(await flows.step('step-timeout', 's'))).toContain('Step instance is timed out.');
    await expectRunning(await pidsOf('step-timeout'), false);
  });

  test('of a step is retried as often as its policy says', async () => {
    const more = { timeout: '1 second', retry_policy: retries({ timeout_retry_limit: 1 }) };
    await flows.push('timeout-retried', [endless('s', [], more)]);
    expect((await flows.run('timeout-retried')).status).toBe('TIMED_OUT');
    expect((await flows.step('timeout-retried', 's', 1)).runtime_state.status).toBe('TIMEOUT_FAILED');
    expect((await flows.step('timeout-retried', 's', 2)).runtime_state.status).toBe('TIMED_OUT');
    for (const attempt of [1, 2]) await expectRunning(await pidsOf('timeout-retried', attempt), false);
  });

  test('of a workflow ends all that runs, and starts nothing more', async () => {
    await flows.push('workflow-timeout', [endless('s', ['after']), step('done'), step('after')], {
      workflow: { timeout: '1 second' },
    });
    expect((await flows.run('workflow-timeout')).status).toBe('TIMED_OUT');
    expect(await flows.statuses('workflow-timeout')).toEqual({
      s: 'TIMED_OUT',
      done: 'SUCCEEDED',
      after: 'NOT_CREATED',
    });
    await expectRunning(await pidsOf('workflow-timeout'), false);
  });
});

describe('a running Shell step', () => {
  test.each([
    { action: 'stop', run: 'STOPPED', step: 'STOPPED' },
    { action: 'kill', run: 'FAILED', step: 'FATALLY_FAILED' },
  ] as const)('has no process left after $action, and its run is $run', async (expected) => {
    const id = `ended-by-${expected.action}`;
    await flows.push(id, [endless('s', ['after'], { failure_mode: 'IGNORE_FAILURE' }), step('after')]);
    await flows.start(id);
    const pids = await pidsOf(id);
    await expectRunning(pids, true);
    const answer = await flows.act(id, 1, expected.action);
    expect(answer).toMatchObject({ status: 200, body: { completed: false } });
    expect((await flows.ended(id)).status).toBe(expected.run);
    expect(await flows.statuses(id)).toEqual({ s: expected.step, after: 'NOT_CREATED' });
    await expectRunning(pids, false);
  });

  test('that ignores SIGTERM is killed', async () => {
    const script = `trap '' TERM; echo $$ >'${flows.file('stubborn')}'; while :; do sleep 0.1; done`;
    await flows.push('stubborn', [shell('s', script)]);
    await flows.start('stubborn');
    const pid = await flows.written('stubborn');
    await flows.act('stubborn', 1, 'kill');
    expect((await flows.ended('stubborn')).status).toBe('FAILED');
    await expectRunning([pid], false);
  });
});

describe('a restart of the server', () => {
  test('lets a running script go on, and the run go on from there', async () => {
    const script = `echo begun; echo $$ >>'${flows.file('survivor')}'; ${waitsFor(flows.file('go'))}; echo done`;
    await flows.push('survivor', [shell('s', script, ['after']), step('after')]);
    await flows.start('survivor');
    await flows.start('survivor');
    const pid = await flows.written('survivor');
    await flows.stepReaches('survivor', 's', 'RUNNING');
    await flows.api.restart();
    expect(await isRunning(pid)).toBe(true);
    expect((await flows.instance('survivor')).status).toBe('IN_PROGRESS');
    expect((await flows.instance('survivor', 2)).status).toBe('CREATED');
    await flows.open('go');
    expect((await flows.ended('survivor')).status).toBe('SUCCEEDED');
    expect(await flows.statuses('survivor')).toEqual({ s: 'SUCCEEDED', after: 'SUCCEEDED' });
    expect((await flows.step('survivor', 's')).step_attempt_id).toBe(1);
    const log = await flows.api.call(
      'GET',
      '/workflows/survivor/instances/1/runs/1/steps/s/attempts/1/logs?offset=0',
    );
    expect(log.body.text).toBe('begun\ndone\n');
    expect((await flows.ended('survivor', 2)).status).toBe('SUCCEEDED');
    expect((await flows.written('survivor')).split('\n')).toHaveLength(2);
  });

  test('keeps what it was told before: a script can be stopped by the next server', async () => {
    await flows.push('handed-over', [endless('s')]);
    await flows.start('handed-over');
    const pids = await pidsOf('handed-over');
    await flows.api.restart();
    await flows.act('handed-over', 1, 'stop');
    expect((await flows.ended('handed-over')).status).toBe('STOPPED');
    await expectRunning(pids, false);
  });

  test('keeps the times of retries and sleeps', async () => {
    const flaky = shell('s', 'test "$RONDO_STEP_ATTEMPT_ID" = 2', [], {
      retry_policy: retries({ error_retry_limit: 1 }),
    });
    const nap = step('nap', [], { type: 'Sleep', params: { sleep_seconds: { type: 'LONG', value: 2 } } });
    await flows.push('timers', [flaky, nap]);
    await flows.start('timers');
    await flows.stepReaches('timers', 's', 'USER_FAILED');
    await flows.api.restart();
    const ended = await flows.ended('timers');
    expect(ended.status).toBe('SUCCEEDED');
    const { start_time, end_time } = (await flows.step('timers', 'nap')).runtime_state;
    expect(end_time - start_time).toBeGreaterThan(2000);
  });
});
