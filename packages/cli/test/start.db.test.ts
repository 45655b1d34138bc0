import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from './run-command.ts';

const bin = fileURLToPath(new URL('../bin/rondo.js', import.meta.url));
const isBuilt = existsSync(new URL('../dist/index.js', import.meta.url));
if (!isBuilt) console.log('rondo start is not tested: packages/cli is not built (npm run build)');

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'rondo-start-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const start = (...args: string[]): ChildProcess =>
  spawn(process.execPath, [bin, 'start', '--home', home, '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH },
  });

it.skipIf(!isBuilt)('rondo start tells its URL, answers there, and stops cleanly on SIGTERM', async () => {
  const child = start('--output', 'json');
  try {
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
    const { url, home: told } = JSON.parse(line) as { url: string; home: string };
    expect(told).toBe(home);
    expect(await runCommand(['list'], { RONDO_SERVER: url })).toMatchObject({ code: 0 });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await runCommand(['list'], { RONDO_SERVER: url })).toMatchObject({ code: 4 });
  } finally {
    child.kill('SIGKILL');
  }
});

it.skipIf(!isBuilt)('rondo start names the setting that is wrong, with exit code 2', async () => {
  const { code, err } = await failedStart('--port', 'http');
  expect(code).toBe(2);
  expect(err).toContain('RONDO_PORT');
});

it.skipIf(!isBuilt)(
  'rondo start says that its home cannot be used, with exit code 2 and no stack',
  async () => {
    const { code, err } = await failedStart('--home', bin);
    expect(code).toBe(2);
    expect(err).toContain(`RONDO_HOME is ${bin}: no folder that can be used`);
    expect(err).not.toContain(' at ');
  },
);

it.skipIf(!isBuilt)('rondo start says that the port is in use, with exit code 2', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  try {
    const { code, err } = await failedStart('--port', String(port));
    expect(code).toBe(2);
    expect(err).toContain(`rondo: port ${port} of 127.0.0.1 is in use`);
  } finally {
    other.close();
  }
});

async function failedStart(...args: string[]): Promise<{ code: number; err: string }> {
  const child = spawn(process.execPath, [bin, 'start', '--home', home, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH },
  });
  let err = '';
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, err };
}
