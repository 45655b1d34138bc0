import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { pushOf, step } from '../api/test-api.ts';
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts';
import { isRunning, shell, waitsFor } from './workflows.ts';

const PROCESS = new URL('./server-process.mjs', import.meta.url);

let database: TestDatabase;
let folder: string;
let server: ChildProcess | undefined;
let url = '';

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'rondo-crash-'));
});
afterAll(async () => {
  server?.kill('SIGKILL');
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

async function startServer(): Promise<void> {
  // The built server, without the conditions that the tests run under.
  const child = fork(PROCESS, [join(folder, 'home'), database.url], { execArgv: [] });
  server = child;
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the server ended: ${code}`)));
  failed.catch(() => {});
  [url] = (await Promise.race([once(child, 'message'), failed])) as [string];
}

async function killServer(): Promise<void> {
  const exited = once(server as ChildProcess, 'exit');
  server?.kill('SIGKILL');
  await exited;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
async function call(method: string, path: string, body?: object): Promise<any> {
  const response = await fetch(`${url}/api/v3${path}`, {
    method,
    headers: { user: 'alice', ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return response.json();
}

/** What the script has written to a file, once it ends with a line break. */
const written = (name: string) =>
  vi.waitFor(
    async () => {
      const text = await readFile(join(folder, name), 'utf8');
      expect(text).toMatch(/\n$/);
      return text.trim().split('\n');
    },
    { timeout: 20_000, interval: 25 },
  );

test('scripts outlive a server that is killed: the next one finds those that ended and those that run', async () => {
  const script = (name: string, gate: string) =>
    `echo begun; echo $$ >>'${join(folder, name)}'; ${waitsFor(join(folder, gate))}; echo done`;
  const publish = `echo "$MAESTRO_OUTPUT_START{\\"params\\": {\\"n\\": 7}}$MAESTRO_OUTPUT_END"`;
  const params = { n: { type: 'LONG', value: 0 } };
  const steps = [
    shell('first', `${script('first', 'go-1')}; ${publish}`, ['join'], { params }),
    shell('second', script('second', 'go-2'), ['join']),
    step('join', [], { params: { seen: { type: 'LONG', expression: 'first__n' } } }),
  ];
  await startServer();
  await call('POST', '/workflows', pushOf('crash', steps).body);
  const started = await call('POST', '/workflows/crash/versions/1/actions/start', {
    initiator: { type: 'MANUAL' },
  });
  expect(started.status).toBe('CREATED');
  const [first] = await written('first');
  const [second] = await written('second');
  await killServer();

  await writeFile(join(folder, 'go-1'), '');
  await vi.waitFor(async () => expect(await isRunning(first ?? '')).toBe(false), 10_000);
  expect(await isRunning(second ?? '')).toBe(true);

  await startServer();
  await vi.waitFor(async () => {
    const attempt = await call('GET', '/workflows/crash/instances/1/steps/first');
    expect(attempt.runtime_state.status).toBe('SUCCEEDED');
  }, 10_000);
  expect((await call('GET', '/workflows/crash/instances/1')).status).toBe('IN_PROGRESS');
  await writeFile(join(folder, 'go-2'), '');
  const ended = await call('GET', '/workflows/crash/instances/1?wait_for=terminal');
  expect(ended.status).toBe('SUCCEEDED');
  const join_ = await call('GET', '/workflows/crash/instances/1/steps/join');
  expect(join_.params.seen.evaluated_result).toBe(7);
  for (const name of ['first', 'second']) {
    expect(await written(name)).toHaveLength(1);
    const log = await call(
      'GET',
      `/workflows/crash/instances/1/runs/1/steps/${name}/attempts/1/logs?offset=0`,
    );
    expect(log.text).toMatch(/^begun\ndone\n/);
  }
});
