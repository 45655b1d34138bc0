import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFileLogStore } from '../logs/file-store.ts';
import type { AttemptKey, LogStore } from '../logs/log-store.ts';
import type { JobSpec } from './job-spec.ts';
import { JOB_WRAPPER } from './job-wrapper.ts';
import { createLocalRunner } from './local.ts';
import { hasEnded, type JobStatus, type Runner } from './runner.ts';

const KEY: AttemptKey = {
  workflow_id: 'w',
  workflow_instance_id: 1,
  workflow_run_id: 1,
  step_id: 's',
  step_attempt_id: 1,
};
/** The server as it is deployed, for tests in which one has to die. */
const BUILT = new URL('../../dist/', import.meta.url);

describe('local runner', () => {
  let home: string;
  let logs: LogStore;
  const runners: Runner[] = [];
  const servers: ChildProcess[] = [];
  const keys = new Set<string>();

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'rondo-runner-'));
    logs = createFileLogStore({ directory: join(home, 'logs'), warn: fail });
  });

  afterEach(async () => {
    const last = runner();
    for (const key of keys) await last.terminate(key);
    for (const each of runners.splice(0)) await each.stop();
    for (const server of servers.splice(0)) server.kill('SIGKILL');
    keys.clear();
    await logs.stop();
    await rm(home, { recursive: true, force: true });
  });

  const fail = (message: string, error: unknown) => {
    throw new Error(message, { cause: error });
  };

  function runner(options: { graceMs?: number; maxOutputBytes?: number } = {}): Runner {
    const hostEnvironment = { PATH: process.env.PATH, HOME: home, DATABASE_URL: 'postgres://secret' };
    const created = createLocalRunner({
      directory: join(home, 'jobs'),
      hostEnvironment,
      graceMs: 100,
      ...options,
      warn: fail,
    });
    runners.push(created);
    return created;
  }

  function bash(script: string, more: Partial<JobSpec> = {}): JobSpec {
    return { command: ['bash', '-c', script], environment: {}, workingDirectory: home, ...more };
  }

  function start(on: Runner, key: string, spec: JobSpec): Promise<JobStatus> {
    keys.add(key);
    return on.start(key, spec);
  }

  const file = (name: string) => readFile(join(home, name), 'utf8').catch(() => '');
  const appears = (name: string) =>
    vi.waitFor(async () => expect(await file(name)).not.toBe(''), { timeout: 10_000 });
  const log = async () => (await logs.read(KEY, 0, 1_000_000)).text;

  async function ended(on: Runner, key: string): Promise<JobStatus> {
    await vi.waitFor(async () => expect(hasEnded(await on.status(key))).toBe(true), { timeout: 10_000 });
    return on.status(key);
  }

  async function isRunning(pidFile: string): Promise<boolean> {
    const stat = await readFile(`/proc/${(await file(pidFile)).trim()}/stat`, 'utf8').catch(() => '');
    return stat !== '' && !stat.includes(') Z ');
  }

  it('reports the exit code, and both outputs in their order', async () => {
    const local = runner();
    await start(local, 'job', bash('echo out; echo err >&2; echo out again; exit 7'));
    await local.follow('job', logs.open(KEY), () => undefined).done;
    expect(await local.status('job')).toMatchObject({ state: 'exited', exit_code: 7 });
    expect(await log()).toBe('out\nerr\nout again\n');
  });

  it('runs a job once, though two servers start it at the same moment', async () => {
    const [one, two] = [runner(), runner()];
    for (let round = 0; round < 5; round += 1) {
      const key = `job-${round}`;
      const spec = bash(`echo ran >>ran-${round}`);
      await Promise.all([start(one, key, spec), start(two, key, spec), start(one, key, spec)]);
      expect(await ended(one, key)).toMatchObject({ state: 'exited', exit_code: 0 });
      expect(await ended(two, key)).toMatchObject({ state: 'exited', exit_code: 0 });
      expect(await file(`ran-${round}`)).toBe('ran\n');
    }
  });

  it('calls back once when a job ends, and again for nobody after stop', async () => {
    const local = runner();
    const calls: string[] = [];
    await start(local, 'short', bash('true'));
    await start(local, 'long', bash('sleep 1000'));
    const short = local.follow('short', logs.open(KEY), () => calls.push('short'));
    const long = local.follow('long', logs.open({ ...KEY, step_id: 'long' }), () => calls.push('long'));
    await short.done;
    await local.stop();
    await long.done;
    expect(calls).toEqual(['short']);
    expect((await local.status('long')).state).toBe('running');
  });

  it('ends a whole process group, children that ignore SIGTERM included', async () => {
    const local = runner();
    const stubborn = "trap '' TERM; echo $BASHPID >$0; while :; do sleep 0.05; done";
    await start(
      local,
      'job',
      bash(`bash -c "${stubborn.replaceAll('$', '\\$')}" child & ${stubborn.replace('$0', 'parent')}`),
    );
    await appears('child');
    await appears('parent');
    expect([await isRunning('child'), await isRunning('parent')]).toEqual([true, true]);
    expect(await local.terminate('job')).toEqual({ state: 'terminated' });
    expect([await isRunning('child'), await isRunning('parent')]).toEqual([false, false]);
    expect(await local.terminate('job')).toEqual({ state: 'terminated' });
  });

  it('gives what reacts to SIGTERM the grace period to clean up', async () => {
    const local = runner({ graceMs: 10_000 });
    // The script itself dies at once; the child it leaves needs a moment.
    const child =
      "trap 'sleep 0.2; echo clean >cleaned; exit' TERM; echo up >up; while :; do sleep 0.02; done";
    await start(local, 'job', bash(`bash -c "${child}" & wait`));
    await appears('up');
    await local.terminate('job');
    expect(await file('cleaned')).toBe('clean\n');
  });

  it('leaves nothing of a job running when its command is over', async () => {
    const local = runner();
    await start(local, 'job', bash('sleep 1000 & echo $! >left; exit 0'));
    expect(await ended(local, 'job')).toMatchObject({ state: 'exited', exit_code: 0 });
    await vi.waitFor(async () => expect(await isRunning('left')).toBe(false));
  });

  it('never starts a job that was terminated before', async () => {
    const local = runner();
    expect(await local.terminate('job')).toEqual({ state: 'terminated' });
    expect(await start(runner(), 'job', bash('echo ran >ran'))).toEqual({ state: 'terminated' });
    expect(await file('ran')).toBe('');
  });

  it('says that a job is lost when all of it was killed from outside', async () => {
    const local = runner();
    await start(local, 'job', bash('echo $PPID >wrapper; sleep 1000'));
    await appears('wrapper');
    process.kill(-Number(await file('wrapper')), 'SIGKILL');
    expect(await ended(local, 'job')).toEqual({ state: 'lost' });
    expect(await start(local, 'job', bash('echo ran >ran'))).toEqual({ state: 'lost' });
  });

  it('ends a job that writes more output than the limit, and says how much', async () => {
    const local = runner({ maxOutputBytes: 10_000 });
    await start(local, 'job', bash('while :; do echo 0123456789; done'));
    await local.follow('job', logs.open(KEY), () => undefined).done;
    expect(await ended(local, 'job')).toMatchObject({
      state: 'over_limit',
      reason: expect.stringMatching(/^The output of \d+ bytes is more than the limit of 10000 bytes$/),
    });
  });

  it('passes on where programs are but no secret of the server', async () => {
    const local = runner();
    const spec = bash('env; cat "$INPUT"', {
      environment: { MINE: 'yes' },
      files: { 'in.txt': 'given' },
      environmentFiles: { INPUT: 'in.txt' },
    });
    await start(local, 'job', spec);
    await local.follow('job', logs.open(KEY), () => undefined).done;
    expect(await log()).toContain(`HOME=${home}\n`);
    expect(await log()).toContain('MINE=yes\n');
    expect(await log()).toContain('given');
    expect(await log()).not.toContain('secret');
  });

  it('hands back what the job wrote as its result', async () => {
    const local = runner();
    await start(local, 'job', bash('echo 42 >"$RESULT"', { resultVariable: 'RESULT' }));
    await start(local, 'silent', bash('true', { resultVariable: 'RESULT' }));
    await ended(local, 'job');
    await ended(local, 'silent');
    expect(await local.result('job')).toBe('42\n');
    expect(await local.result('silent')).toBeUndefined();
  });

  it('goes on shipping where the last server stopped, no line lost or doubled', async () => {
    const first = runner();
    await start(
      first,
      'job',
      bash(
        'for i in $(seq 500); do echo line $i €; done; echo half >half; while [ ! -e go ]; do sleep 0.01; done; for i in $(seq 501 1000); do echo line $i €; done',
      ),
    );
    first.follow('job', logs.open(KEY), () => undefined);
    await appears('half');
    await vi.waitFor(async () => expect(await log()).toContain('line 500 €\n'));
    await first.stop();
    await writeFile(join(home, 'go'), '');
    const second = runner();
    await second.follow('job', logs.open(KEY), () => undefined).done;
    const lines = Array.from({ length: 1000 }, (_, index) => `line ${index + 1} €\n`);
    expect(await log()).toBe(lines.join(''));
    logs.open(KEY).append('the end\n');
    await second.follow('job', logs.open(KEY), () => undefined).done;
    expect(await log()).toBe(`${lines.join('')}the end\n`);
  });

  it('refuses what it cannot do, naming it', async () => {
    const local = runner();
    await expect(start(local, 'a', bash('', { resources: { cpu: '2' } }))).rejects.toThrow(
      'resources: the local runner',
    );
    await expect(start(local, 'b', bash('', { environment: { 'a b': '' } }))).rejects.toThrow(
      '[a b] is not a variable',
    );
    await expect(start(local, 'c', bash('', { files: { '../x': '' } }))).rejects.toThrow(
      '[../x] is not a plain file',
    );
    await expect(start(local, 'd', bash('', { workingDirectory: '/no/where' }))).rejects.toThrow('/no/where');
    await expect(local.status('../x')).rejects.toThrow('The job key [../x]');
  });

  it('starts a job after all when an earlier start failed', async () => {
    const local = runner();
    await expect(start(local, 'job', bash('', { workingDirectory: '/no/where' }))).rejects.toThrow();
    await start(local, 'job', bash('exit 5'));
    expect(await ended(local, 'job')).toMatchObject({ exit_code: 5 });
  });

  it('never runs a command whose job was ended between its claim and its start', async () => {
    const path = join(home, 'jobs', 'job');
    await mkdir(path, { recursive: true });
    const stalled = JOB_WRAPPER.replace(
      'if command -v',
      'until [ -e "$dir/go" ]; do sleep 0.01; done; if command -v',
    );
    expect(stalled).not.toBe(JOB_WRAPPER);
    const wrapper = spawn('/bin/sh', ['-c', stalled, 'rondo-job', path, 'touch', join(home, 'ran')], {
      detached: true,
      stdio: 'ignore',
    });
    const exited = once(wrapper, 'exit');
    await vi.waitFor(() => expect(existsSync(join(path, 'claim'))).toBe(true), 10_000);
    const ending = runner({ graceMs: 3_600_000 }).terminate('job');
    await vi.waitFor(() => expect(existsSync(join(path, 'stop'))).toBe(true), 10_000);
    await writeFile(join(path, 'go'), '');
    expect((await ending).state).toBe('terminated');
    await exited;
    expect(existsSync(join(home, 'ran'))).toBe(false);
  });

  it('forgets jobs that are over, and only those', async () => {
    const local = runner();
    await start(local, 'over', bash('true'));
    await start(local, 'going', bash('sleep 1000'));
    await ended(local, 'over');
    expect(await local.sweep(0, () => false)).toBe(0);
    expect(await local.sweep(Date.now() + 60_000, () => false)).toBe(1);
    expect((await local.status('over')).state).toBe('absent');
    expect((await local.status('going')).state).toBe('running');
  });

  describe.skipIf(!existsSync(new URL('runners/local.js', BUILT)))(
    'after the death of the server that started a job',
    () => {
      /** A server in a process of its own that starts the job and then does nothing more. */
      async function dyingServer(spec: JobSpec): Promise<ChildProcess> {
        const program = `
        import { writeFileSync } from 'node:fs';
        import { createLocalRunner } from ${JSON.stringify(new URL('runners/local.js', BUILT).href)};
        import { createFileLogStore } from ${JSON.stringify(new URL('logs/file-store.js', BUILT).href)};
        const home = ${JSON.stringify(home)};
        const runner = createLocalRunner({ directory: home + '/jobs', hostEnvironment: { PATH: process.env.PATH }, warn: console.error });
        const logs = createFileLogStore({ directory: home + '/logs', warn: console.error });
        await runner.start('job', ${JSON.stringify(spec)});
        runner.follow('job', logs.open(${JSON.stringify(KEY)}), () => undefined);
        setInterval(() => undefined, 1000);
      `;
        keys.add('job');
        const server = spawn(process.execPath, ['--input-type=module', '-e', program], {
          stdio: ['ignore', 'ignore', 'inherit'],
        });
        servers.push(server);
        return server;
      }

      const kill = (server: ChildProcess) =>
        new Promise((resolve) => {
          server.once('exit', resolve);
          server.kill('SIGKILL');
        });

      const untilGo = 'echo begin; echo up >>up; while [ ! -e go ]; do sleep 0.02; done; echo end; exit 9';

      it('a new server finds it running, does not start it again, and gets its outcome and all of its output', async () => {
        const server = await dyingServer(bash(untilGo));
        await appears('up');
        await vi.waitFor(async () => expect(await log()).toBe('begin\n'));
        await kill(server);
        const local = runner();
        expect((await start(local, 'job', bash(untilGo))).state).toBe('running');
        const calls: string[] = [];
        const following = local.follow('job', logs.open(KEY), () => calls.push('ended'));
        await writeFile(join(home, 'go'), '');
        await following.done;
        expect(calls).toEqual(['ended']);
        expect(await local.status('job')).toMatchObject({ state: 'exited', exit_code: 9 });
        expect(await log()).toBe('begin\nend\n');
        expect(await file('up')).toBe('up\n');
      });

      it('a new server learns the outcome of a job that ended in between', async () => {
        const server = await dyingServer(bash(untilGo));
        await appears('up');
        await kill(server);
        await writeFile(join(home, 'go'), '');
        expect(await ended(runner(), 'job')).toMatchObject({ state: 'exited', exit_code: 9 });
        expect(await file('up')).toBe('up\n');
      });

      it('a new server can end it', async () => {
        const server = await dyingServer(bash('echo $$ >up; sleep 1000'));
        await appears('up');
        await kill(server);
        expect(await isRunning('up')).toBe(true);
        expect(await runner().terminate('job')).toEqual({ state: 'terminated' });
        expect(await isRunning('up')).toBe(false);
      });
    },
  );
});
