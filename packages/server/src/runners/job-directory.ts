import { link, mkdir, open, readdir, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { JobSpec } from './job-spec.ts';
import { isAlive, isGroupAlive, type ProcessIdentity, parseIdentity } from './process-group.ts';
import { hasEnded, type JobStatus } from './runner.ts';

const KEY = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;
const VOID_CLAIM = 'void\n';

/** Why a job is being ended. */
type StopReason = { readonly over_limit?: string };

/**
 * The files of one job, which are the whole truth about it: `files/`, `output`, `claim` and `exit` (see the job
 * wrapper), `stop` (why it is being ended), `shipped` (how far its output is in the log). Any server finds it by key.
 */
export class JobDirectory {
  readonly path: string;

  constructor(home: string, key: string) {
    if (!KEY.test(key)) throw new RangeError(`The job key [${key}] must be 1 to 100 letters, digits, _ or -`);
    this.path = join(home, key);
  }

  get output(): string {
    return join(this.path, 'output');
  }

  get result(): string {
    return join(this.path, 'result');
  }

  get shipped(): string {
    return join(this.path, 'shipped');
  }

  file(name: string): string {
    return join(this.path, 'files', name);
  }

  /** Writes what the job needs. Can be repeated. */
  async prepare(spec: JobSpec): Promise<void> {
    await mkdir(join(this.path, 'files'), { recursive: true, mode: 0o700 });
    for (const [name, text] of Object.entries(spec.files ?? {})) {
      await writeFile(this.file(name), text, { mode: 0o600 });
    }
  }

  /** The process that leads the job's group, if the job was ever started. */
  async leader(): Promise<ProcessIdentity | undefined> {
    const claim = await this.#read('claim');
    return claim === undefined ? undefined : parseIdentity(claim.text);
  }

  async status(): Promise<JobStatus> {
    const claim = await this.#read('claim');
    if (!claim) return { state: 'absent' };
    const leader = parseIdentity(claim.text);
    if (!leader) return { state: 'terminated' };
    const stop = await this.#stopReason();
    if (stop) {
      if (await isGroupAlive(leader)) return { state: 'running', started_at: claim.time };
      return stop.over_limit === undefined
        ? { state: 'terminated' }
        : { state: 'over_limit', reason: stop.over_limit };
    }
    const runs = (await this.#exit()) === undefined && (await isAlive(leader));
    if (runs) return { state: 'running', started_at: claim.time };
    // Read again: the exit code may have come between the first look and the end of the process.
    return (await this.#outcome(claim.time)) ?? { state: 'lost' };
  }

  /** Makes sure that the job cannot start any more. False when it already has. */
  async forbidStart(): Promise<boolean> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    const mine = join(this.path, `claim.void.${process.pid}`);
    await writeFile(mine, VOID_CLAIM);
    try {
      await link(mine, join(this.path, 'claim'));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      await unlink(mine).catch(() => undefined);
    }
  }

  /** Records why the job is ended, before the first signal. The first reason stays. */
  async recordStop(reason: StopReason): Promise<void> {
    const handle = await open(join(this.path, 'stop'), 'wx').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await handle?.writeFile(JSON.stringify(reason)).finally(() => handle.close());
  }

  async #outcome(startedAt: number): Promise<JobStatus | undefined> {
    const exit = await this.#exit();
    if (!exit) return undefined;
    if (exit.text === 'unstartable') return { state: 'unstartable', reason: 'the command was not found' };
    const code = Number(exit.text);
    const signal = signalName(code - 128);
    const times = { started_at: startedAt, ended_at: exit.time };
    return { state: 'exited', exit_code: code, ...(signal && { signal }), ...times };
  }

  async #exit(): Promise<{ text: string; time: number } | undefined> {
    const exit = await this.#read('exit');
    return exit?.text.endsWith('\n') ? { ...exit, text: exit.text.trim() } : undefined;
  }

  async #stopReason(): Promise<StopReason | undefined> {
    const stop = await this.#read('stop');
    if (!stop) return undefined;
    try {
      return JSON.parse(stop.text) as StopReason;
    } catch {
      // Cut short by a crash: the intent to end the job is what counts.
      return {};
    }
  }

  async #read(name: string): Promise<{ text: string; time: number } | undefined> {
    const path = join(this.path, name);
    try {
      const text = await readFile(path, 'utf8');
      return { text, time: Math.round((await stat(path)).mtimeMs) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}

/**
 * Removes the folders of jobs that are over and were last written before `before` (epoch ms), except those that are
 * still needed; answers how many.
 */
export async function sweepJobs(
  home: string,
  before: number,
  isNeeded: (key: string) => boolean,
): Promise<number> {
  const keys = await readdir(home).catch(() => []);
  let removed = 0;
  for (const key of keys.filter((name) => KEY.test(name))) {
    if (isNeeded(key)) continue;
    const directory = new JobDirectory(home, key);
    const changed = await stat(directory.path).catch(() => undefined);
    if (!changed || changed.mtimeMs >= before) continue;
    const status = await directory.status();
    // Started an age ago and still without a claim: whoever prepared it is gone, and will prepare it again if needed.
    if (!hasEnded(status) && status.state !== 'absent') continue;
    await rm(directory.path, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}

function signalName(number: number): string | undefined {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
}
