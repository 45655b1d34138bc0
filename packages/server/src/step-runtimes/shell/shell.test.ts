import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Parameters } from '@rondo/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileLogStore } from '../../logs/file-store.ts';
import type { LogStore } from '../../logs/log-store.ts';
import { createLocalRunner } from '../../runners/local.ts';
import type { Runner } from '../../runners/runner.ts';
import { describeRuntimeContract, finish, text, trial } from '../contract.suite.ts';
import type { RuntimeResult, StepRuntime } from '../contract.ts';
import { createShellRuntime } from './shell.ts';

const warn = (message: string, error: unknown) => {
  throw new Error(message, { cause: error });
};

const localRunner = (home: string, environment: Record<string, string> = {}) =>
  createLocalRunner({
    directory: join(home, 'jobs'),
    hostEnvironment: { PATH: process.env.PATH, SECRET: 'do not tell', ...environment },
    graceMs: 200,
    warn,
  });

describeRuntimeContract('Shell', async (home) => {
  const runner = localRunner(home);
  return {
    runtime: createShellRuntime(runner),
    done: (marker) => ({ script: text(`echo hello from the script; echo run >>${marker}; sleep 0.05`) }),
    leavesMarker: true,
    endless: { script: text('sleep 1000') },
    failing: { script: text('exit 3') },
    logged: 'hello from the script\n',
    dispose: () => runner.stop(),
  };
});

describe('Shell', () => {
  let home: string;
  let logs: LogStore;
  let runner: Runner;
  let runtime: StepRuntime;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'rondo-shell-'));
    logs = createFileLogStore({ directory: join(home, 'logs'), warn });
    runner = localRunner(home);
    runtime = createShellRuntime(runner);
  });

  afterEach(async () => {
    await runner.stop();
    await logs.stop();
    await rm(home, { recursive: true, force: true });
  });

  async function execute(script: string, params: Parameters = {}): Promise<RuntimeResult & { log: string }> {
    const one = trial('Shell', { ...params, script: text(script) }, home, logs);
    await runtime.start(one.attempt, one.tools);
    const result = await finish(runtime, one);
    return { ...result, log: (await logs.read(one.key, 0, 1_000_000)).text };
  }

  it('gives a script its params and ids but none of the server variables', async () => {
    const params: Parameters = {
      'a-name': text('some text'),
      count: { type: 'LONG', value: 9007199254740993n, evaluated_result: 9007199254740993n },
      dates: { type: 'LONG_ARRAY', value: [1, 2], evaluated_result: [1, 2] },
    };
    const { log } = await execute('env; pwd; cat "$RONDO_PARAMS_FILE"', params);
    expect(log).toContain('RONDO_PARAM_A_NAME=some text\n');
    expect(log).toContain('RONDO_PARAM_COUNT=9007199254740993\n');
    expect(log).toContain('RONDO_PARAM_DATES=[1,2]\n');
    expect(log).toContain('RONDO_WORKFLOW_ID=contract\n');
    expect(log).toContain(`RONDO_WORK_DIR=${home}\n`);
    expect(log).toContain(`\n${home}\n`);
    expect(log).toContain('"count":9007199254740993');
    expect(log).not.toContain('SECRET');
    expect(log).not.toContain('RONDO_PARAM_SCRIPT');
  });

  it('says in the log which params are only in the params file, and has them there', async () => {
    const params = {
      large: text('x'.repeat(200_000)),
      'a.b': text('1'),
      'a-b': text('2'),
      nul: text('a\0b'),
    };
    const { log, state } = await execute(
      'cp "$RONDO_PARAMS_FILE" seen.json; env | grep -c RONDO_PARAM_',
      params,
    );
    expect(state).toBe('USER_ERROR');
    expect(log).toContain(
      'RONDO_PARAM_LARGE is not set, because its value of 200000 bytes is more than the limit',
    );
    expect(log).toContain('RONDO_PARAM_A_B is not set, because it would stand for the params a.b, a-b');
    expect(log).toContain('RONDO_PARAM_NUL is not set, because its value has a NUL');
    const seen = JSON.parse(await readFile(join(home, 'seen.json'), 'utf8')) as Record<string, string>;
    expect(Object.keys(seen).sort()).toEqual(['a-b', 'a.b', 'large', 'nul']);
    expect(seen.large).toHaveLength(200_000);
  });

  it('publishes the output params and artifacts that the script prints between the markers', async () => {
    const result = await execute(
      'echo "$MAESTRO_OUTPUT_START{\\"params\\": {\\"rmse\\": 12}, \\"artifacts\\": {\\"model\\": {\\"path\\": \\"m.bin\\"}}}$MAESTRO_OUTPUT_END"',
      { rmse: { type: 'DOUBLE', value: 0, evaluated_result: 0 } },
    );
    expect(result.state).toBe('DONE');
    expect(result.output_params).toMatchObject({ rmse: { type: 'DOUBLE', evaluated_result: 12 } });
    expect(result.artifacts).toMatchObject({
      model: { type: 'DEFAULT', path: 'm.bin' },
      rondo_job: { exit_code: 0 },
    });
  });

  it('ends in USER_ERROR when the output data is malformed', async () => {
    const result = await execute('printf "%soops%s" "$MAESTRO_OUTPUT_START" "$MAESTRO_OUTPUT_END"');
    expect(result.state).toBe('USER_ERROR');
    expect(result.timeline).toMatchObject([{ message: expect.stringContaining('is not JSON') }]);
  });

  it('shows the exit code and the last lines of a script that fails', async () => {
    const result = await execute('seq 100; echo the reason >&2; exit 42');
    expect(result.timeline).toMatchObject([
      { message: 'The script exited with code 42', errors: expect.arrayContaining(['the reason', '100']) },
    ]);
    expect(result.artifacts).toMatchObject({ rondo_job: { exit_code: 42 } });
  });

  it('blames the platform for a script that was killed from outside, and the script for its own crash', async () => {
    expect((await execute('kill -KILL $$')).state).toBe('PLATFORM_ERROR');
    expect((await execute('kill -SEGV $$')).state).toBe('USER_ERROR');
  });

  it('lets a failed script veto its retry through the maestro_retry artifact', async () => {
    const result = await execute(
      'echo "$MAESTRO_OUTPUT_START"\'{"artifacts": {"maestro_retry": {"type": "RETRY", "retryable": false}}}\'"$MAESTRO_OUTPUT_END"; exit 1',
    );
    expect(result.state).toBe('USER_ERROR');
    expect(result.artifacts).toMatchObject({ maestro_retry: { retryable: false } });
  });

  it('ends in PLATFORM_ERROR where there is no bash', async () => {
    const bare = localRunner(home, { PATH: '/nowhere' });
    const one = trial('Shell', { script: text('echo') }, home, logs);
    const withoutBash = createShellRuntime(bare);
    await withoutBash.start(one.attempt, one.tools);
    const result = await finish(withoutBash, one);
    expect(result.state).toBe('PLATFORM_ERROR');
    expect(result.timeline).toMatchObject([
      { message: 'The job could not be started: the command was not found' },
    ]);
    await bare.stop();
  });

  it('refuses a step without a script as FATAL_ERROR', async () => {
    const one = trial('Shell', {}, home, logs);
    expect((await runtime.start(one.attempt, one.tools)).state).toBe('FATAL_ERROR');
  });
});
