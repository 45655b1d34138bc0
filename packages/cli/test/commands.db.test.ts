import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StepInstance, WorkflowInstance } from '@rondo/model';
import { createLogger, loadConfig, type RondoServer, startServer } from '@rondo/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandResult, runCommand } from './run-command.ts';

let home: string;
let server: RondoServer;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'rondo-cli-'));
  const config = loadConfig({ RONDO_HOME: home, RONDO_PORT: '0', RONDO_LOG_LEVEL: 'silent' });
  server = await startServer({ config, log: createLogger('silent') });
});
afterAll(async () => {
  await server.stop();
  await rm(home, { recursive: true, force: true });
});

const rondo = (...args: string[]): Promise<CommandResult> => runCommand(args, { RONDO_SERVER: server.url });

/** Runs a command with `--output json` and reads what it wrote. */
async function rondoJson<T>(...args: string[]): Promise<T> {
  const { out } = await rondo(...args, '--output', 'json');
  return JSON.parse(out) as T;
}

interface ShellOptions {
  readonly params?: object;
  readonly retries?: number;
}

/** Pushes a workflow with one Shell step `work`. */
async function pushShell(
  id: string,
  script: string,
  { params = {}, retries = 0 }: ShellOptions = {},
): Promise<void> {
  const backoff = { type: 'FIXED_BACKOFF', error_retry_backoff_in_secs: 1 };
  const work = {
    id: 'work',
    type: 'Shell',
    retry_policy: { error_retry_limit: retries, backoff },
    params: { script: { type: 'STRING', value: script } },
  };
  const file = join(home, `${id}.json`);
  await writeFile(
    file,
    JSON.stringify({ properties: { owner: 'tester' }, workflow: { id, params, steps: [{ step: work }] } }),
  );
  expect(await rondo('push', file)).toMatchObject({ code: 0, err: '' });
}

interface RunReport {
  readonly instance: WorkflowInstance;
  readonly steps: readonly StepInstance[];
}

describe('rondo push and validate', () => {
  it('tell the new version, and what to do next', async () => {
    await pushShell('versions', 'true');
    const { out } = await rondo('push', join(home, 'versions.json'));
    expect(out).toContain('Pushed versions, version 2 (active).');
    expect(out).toContain('rondo run versions --wait');
    const definition = await rondoJson<{ metadata: object }>('push', join(home, 'versions.json'));
    expect(definition.metadata).toMatchObject({ workflow_id: 'versions', workflow_version_id: 3 });
  });

  it('store nothing when they only validate', async () => {
    await pushShell('checked', 'true');
    expect(await rondo('validate', join(home, 'checked.json'))).toMatchObject({ code: 0 });
    expect((await rondo('validate', join(home, 'checked.json'), '--output', 'json')).out).toMatch(
      /^\{.*\}\n$/,
    );
    const { workflow } = await rondoJson<{ workflow: object }>('push', join(home, 'checked.json'));
    expect(workflow).toMatchObject({ id: 'checked' });
    expect(
      (await rondoJson<{ elements: object[] }>('list', '--search', 'checked')).elements[0],
    ).toMatchObject({
      latest_version_id: 2,
    });
  });

  it('name each field that the server refuses, with exit code 2', async () => {
    const file = join(home, 'bad.yaml');
    await writeFile(
      file,
      'properties: {owner: me}\nworkflow: {id: bad, steps: [{step: {id: s, type: Nope}}]}\n',
    );
    for (const verb of ['push', 'validate']) {
      const { code, err } = await rondo(verb, file);
      expect(code).toBe(2);
      expect(err).toContain(`${file}:2:44  workflow.steps[0].step.type`);
    }
  });

  it('tell what a dry run found once, with the place of a slip in an expression', async () => {
    const file = join(home, 'slip.yaml');
    const step = '{id: s, type: NoOp, transition: {successors: {t: "n >"}}}';
    await writeFile(
      file,
      `properties: {owner: me}\nworkflow:\n  id: slip\n  steps:\n    - step: ${step}\n    - step: {id: t, type: NoOp}\n`,
    );
    const { code, err } = await rondo('push', file);
    expect(code).toBe(2);
    expect(err).toMatch(
      /^rondo: workflow slip cannot run as it is defined\n {2}\S+slip\.yaml:5:59 {2}workflow\./,
    );
    expect(err.match(/is not an expression/g)).toHaveLength(1);
  });
});

describe('rondo run', () => {
  it('shows a run line by line, without escape codes, and exits with 0 when it succeeded', async () => {
    await pushShell('fine', 'echo hello');
    const { code, out } = await rondo('run', 'fine', '--wait');
    expect(code).toBe(0);
    expect(out).toMatch(/^\d\d:\d\d:\d\d UTC {2}work: succeeded \(\d+\.\ds\)$/m);
    expect(out).toMatch(/fine instance 1 run 1: succeeded after \d+\.\ds\n$/);
    expect(out).not.toContain('\u001b');
  });

  it('exits with 1 and shows the last lines of the step that failed', async () => {
    await pushShell('broken', 'echo one; echo the disk is full >&2; exit 7');
    const { code, out } = await rondo('run', 'broken', '--wait');
    expect(code).toBe(1);
    expect(out).toMatch(/work: failed.*\n( +\| .*\n)* +\| the disk is full\n/);
    expect(out).toContain('exited with code 7');
  });

  it('tells why a run failed that was over before anybody could look', async () => {
    const file = join(home, 'at-once.json');
    const params = { p: { type: 'STRING', expression: "'abc'.substring(7)" } };
    const workflow = { id: 'at-once', steps: [{ step: { id: 'only', type: 'NoOp', params } }] };
    await writeFile(file, JSON.stringify({ properties: { owner: 'tester' }, workflow }));
    await rondo('push', file);
    const { code, out } = await rondo('run', 'at-once', '--wait');
    expect(code).toBe(1);
    expect(out).toContain('only: failed internally');
    expect(out).toContain('The expression of [p] failed');
  });

  it('shows that a step was tried again', async () => {
    await pushShell('flaky', 'test "$$RONDO_STEP_ATTEMPT_ID" = 2', { retries: 1 });
    const { code, out } = await rondo('run', 'flaky', '--wait');
    expect(code).toBe(0);
    expect(out).toContain('work: failed, will be retried');
    expect(out).toContain('work: succeeded (attempt 2');
  });

  it('exits with 3 when the run is stopped meanwhile', async () => {
    await pushShell('long', 'sleep 60');
    const waiting = rondo('run', 'long', '--wait');
    const isStarted = async () =>
      (await rondoJson<{ elements: object[] }>('list', 'long')).elements.length > 0;
    await expect.poll(isStarted).toBe(true);
    expect(await rondoJson('stop', 'long', '--wait')).toMatchObject({ workflow_instance_status: 'STOPPED' });
    expect((await waiting).code).toBe(3);
  });

  it('passes params in the types that the workflow declares', async () => {
    await pushShell('typed', 'echo "$$RONDO_STEP_ID got $n"', {
      params: { n: { type: 'LONG', value: 1 } },
    });
    const { instance } = await rondoJson<RunReport>('run', 'typed', '--wait', '--param', 'n=42');
    expect(instance.params.n).toMatchObject({ type: 'LONG', evaluated_result: 42 });
    expect((await rondo('logs', 'typed', 'work')).out).toContain('work got 42\n');
  });

  it('warns of a param that the workflow does not declare', async () => {
    await pushShell('strict', 'true', { params: { n: { type: 'LONG', value: 1 } } });
    const { code, err } = await rondo('run', 'strict', '--param', 'm=42');
    expect(code).toBe(0);
    expect(err).toBe('rondo: strict declares no param m, so this run gets one more; it declares n\n');
    expect((await rondo('run', 'strict', '--param', 'n=42')).err).toBe('');
  });

  it('answers at once without --wait, and says how to look', async () => {
    await pushShell('quick', 'true');
    expect((await rondo('run', 'quick')).out).toContain('rondo status quick:1');
    expect(await rondoJson('run', 'quick')).toMatchObject({ workflow_instance_id: 2, status: 'CREATED' });
  });

  it('refuses a workflow that does not exist with exit code 2', async () => {
    const { code, err } = await rondo('run', 'nowhere');
    expect(code).toBe(2);
    expect(err).toContain('nowhere');
  });
});

describe('rondo status, logs and list', () => {
  it('show the run, its steps and what they wrote', async () => {
    await pushShell('shown', 'echo a line');
    await rondo('run', 'shown', '--wait');
    const { out } = await rondo('status', 'shown');
    expect(out).toMatch(/succeeded after .*, 1 of 1 steps done/);
    expect(out).toMatch(/created \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC by tester/);
    expect(await rondoJson('status', 'shown:1:1')).toMatchObject({ instance: { status: 'SUCCEEDED' } });
    expect((await rondo('logs', 'shown')).out).toMatch(/== work, attempt 1\n(.*\n)*a line\n/);
    expect((await rondo('logs', 'shown', 'work', '-f')).out).toContain('a line\n');
    expect(await rondoJson('logs', 'shown:1', 'work')).toMatchObject({ step_id: 'work', complete: true });
  });

  it('list workflows and instances with their states', async () => {
    await pushShell('listed', 'true');
    expect((await rondo('list', '--search', 'listed')).out).toMatch(/^listed +1 +never run$/m);
    await rondo('run', 'listed', '--wait');
    expect((await rondo('list', '--search', 'listed')).out).toMatch(/^listed +1 +succeeded +1 +\d{4}-/m);
    expect((await rondo('list', 'listed')).out).toMatch(/^ +1 +1 +1 +succeeded +\d{4}-/m);
    expect(await rondoJson('list', 'listed')).toMatchObject({ total_count: 1 });
  });

  it('say which step to name when a log cannot be followed', async () => {
    await pushShell('many', 'true');
    await rondo('run', 'many', '--wait');
    expect(await rondo('logs', 'many', '-f')).toMatchObject({
      code: 2,
      err: expect.stringContaining('work'),
    });
    expect(await rondo('status', 'unknown')).toMatchObject({ code: 2 });
    expect(await rondo('list', 'unknown')).toMatchObject({ code: 2 });
  });
});

describe('rondo demo', () => {
  it('retries the flaky step, beats the baseline and publishes', async () => {
    const { code, out } = await rondo('demo', '--output', 'json');
    const { steps } = JSON.parse(out) as RunReport;
    expect(code).toBe(0);
    const states = Object.fromEntries(steps.map((step) => [step.step_id, step.runtime_state.status]));
    expect(states).toMatchObject({ publish: 'SUCCEEDED', reject: 'UNSATISFIED' });
    expect(steps.find(({ step_id }) => step_id === 'airports')?.step_attempt_id).toBe(2);
  });

  it('starts and stops a server of its own when none answers, and rejects a model that is not good enough', async () => {
    const args = ['demo', '--home', join(home, 'own'), '--param', 'required_improvement=50'];
    const { code, out, err } = await runCommand(args, { RONDO_SERVER: 'http://127.0.0.1:1' });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Rejected: 6.9% better than the usual delay');
    expect(out).toMatch(/publish: not taken/);
    expect(out).toContain('Where to look next');
  });
});
