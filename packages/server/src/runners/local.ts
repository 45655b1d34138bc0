import { type ChildProcess, spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import type { AttemptLog } from '../logs/log-store.ts';
import { passedOnEnvironment } from './host-environment.ts';
import { JobDirectory, sweepJobs } from './job-directory.ts';
import { checkJobSpec, type JobSpec, JobSpecError } from './job-spec.ts';
import { JOB_WRAPPER } from './job-wrapper.ts';
import { shipOutput } from './output-shipping.ts';
import { Pause } from './pause.ts';
import { endGroup } from './process-group.ts';
import { type Following, hasEnded, type JobStatus, type Runner } from './runner.ts';

/** How local jobs run. */
export interface LocalRunnerOptions {
  /** Holds a folder for each job; shared by successive servers on this machine. */
  readonly directory: string;
  /** The server's own variables; only a few harmless ones are passed on to jobs. */
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  /** Between SIGTERM and SIGKILL. Default 10 s. */
  readonly graceMs?: number;
  /** A job that writes more output than this is ended. Default 1 GiB. */
  readonly maxOutputBytes?: number;
  /** Told of faults that no caller sees. */
  readonly warn: (message: string, error: unknown) => void;
}

/** A process that this server started itself. */
interface OwnChild {
  readonly startedAt: number;
  readonly exited: Promise<void>;
}

/** Runs jobs as processes of this machine, each in a session of its own that outlives the server. */
export function createLocalRunner(options: LocalRunnerOptions): Runner {
  return new LocalRunner(options);
}

class LocalRunner implements Runner {
  readonly #options: LocalRunnerOptions;
  readonly #maxOutputBytes: number;
  readonly #children = new Map<string, OwnChild>();
  readonly #starting = new Map<string, Promise<JobStatus>>();
  readonly #ending = new Map<string, Promise<JobStatus>>();
  readonly #following = new Map<string, Following>();
  readonly #pauses = new Set<Pause>();
  #isStopped = false;

  constructor(options: LocalRunnerOptions) {
    this.#options = options;
    this.#maxOutputBytes = options.maxOutputBytes ?? 1024 ** 3;
  }

  start(key: string, spec: JobSpec): Promise<JobStatus> {
    return once(this.#starting, key, () => this.#start(key, spec));
  }

  async status(key: string): Promise<JobStatus> {
    const child = this.#children.get(key);
    const status = await this.#directory(key).status();
    // Between the start of the process and its claim.
    if (status.state === 'absent' && child) return { state: 'running', started_at: child.startedAt };
    return status;
  }

  follow(key: string, log: AttemptLog, ended: () => void): Following {
    const known = this.#following.get(key);
    if (known) return known;
    const done = this.#ship(key, log)
      .catch((error: unknown) =>
        this.#options.warn(`The output of job ${key} could not be read to its end`, error),
      )
      .finally(() => {
        this.#following.delete(key);
        if (!this.#isStopped) ended();
      });
    const following = { done };
    this.#following.set(key, following);
    return following;
  }

  async *output(key: string): AsyncIterable<Uint8Array> {
    try {
      for await (const chunk of createReadStream(this.#directory(key).output)) yield chunk as Buffer;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  result(key: string): Promise<string | undefined> {
    return readFile(this.#directory(key).result, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
  }

  terminate(key: string): Promise<JobStatus> {
    return this.#end(key, {});
  }

  sweep(before: number, isNeeded: (key: string) => boolean): Promise<number> {
    return sweepJobs(this.#options.directory, before, isNeeded);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const pause of this.#pauses) pause.wake();
    await Promise.all([...this.#following.values()].map((following) => following.done));
  }

  #directory(key: string): JobDirectory {
    return new JobDirectory(this.#options.directory, key);
  }

  async #start(key: string, spec: JobSpec): Promise<JobStatus> {
    checkJobSpec(spec);
    if (spec.resources && Object.keys(spec.resources).length > 0) {
      throw new JobSpecError('resources: the local runner cannot limit cpu, memory, disk or gpu');
    }
    const known = await this.status(key);
    if (known.state !== 'absent') return known;
    const directory = this.#directory(key);
    await directory.prepare(spec);
    const output = await open(directory.output, 'a', 0o600);
    try {
      const child = await this.#spawn(directory, spec, output.fd);
      const startedAt = Date.now();
      const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      this.#children.set(key, { startedAt, exited });
      void exited.then(() => this.#children.delete(key));
      child.unref();
      return { state: 'running', started_at: startedAt };
    } finally {
      await output.close();
    }
  }

  #spawn(directory: JobDirectory, spec: JobSpec, output: number): Promise<ChildProcess> {
    const words = spec.command.map((word) => (typeof word === 'string' ? word : directory.file(word.file)));
    const files = Object.entries(spec.environmentFiles ?? {}).map(([name, file]) => [
      name,
      directory.file(file),
    ]);
    const environment = {
      ...passedOnEnvironment(this.#options.hostEnvironment),
      ...spec.environment,
      ...(Object.fromEntries(files) as Record<string, string>),
      ...(spec.resultVariable && { [spec.resultVariable]: directory.result }),
    };
    return new Promise((resolve, reject) => {
      const child = spawn('/bin/sh', ['-c', JOB_WRAPPER, 'rondo-job', directory.path, ...words], {
        cwd: spec.workingDirectory,
        env: environment,
        // A session of its own: signals to the server's group do not reach the job, and the whole group can be ended.
        detached: true,
        stdio: ['ignore', output, output],
      });
      child.once('error', (cause) => {
        reject(
          new Error(`The job could not be started in ${spec.workingDirectory}: ${cause.message}`, { cause }),
        );
      });
      child.once('spawn', () => resolve(child));
    });
  }

  #end(key: string, reason: { over_limit?: string }): Promise<JobStatus> {
    return once(this.#ending, key, async () => {
      await this.#starting.get(key)?.catch(() => undefined);
      const directory = this.#directory(key);
      if (await directory.forbidStart()) {
        await this.#children.get(key)?.exited;
        return { state: 'terminated' };
      }
      const status = await directory.status();
      if (status.state !== 'running') return status;
      await directory.recordStop(reason);
      const leader = await directory.leader();
      if (leader) await endGroup(leader, this.#options.graceMs ?? 10_000);
      return directory.status();
    });
  }

  async #ship(key: string, log: AttemptLog): Promise<void> {
    const directory = this.#directory(key);
    const pause = new Pause();
    this.#pauses.add(pause);
    void this.#children.get(key)?.exited.then(() => pause.wake());
    let isOver = false;
    const over = this.#waitForEnd(key, pause).finally(() => {
      isOver = true;
      pause.wake();
    });
    const shipped = shipOutput({
      output: directory.output,
      checkpoint: directory.shipped,
      log,
      isOver: () => isOver,
      isStopped: () => this.#isStopped,
      wait: (ms) => pause.wait(ms),
      onProgress: (bytes) => this.#checkOutput(key, bytes),
    });
    try {
      // Both to their end, whichever fails: a log that cannot be read must not hide that the job is over.
      const results = await Promise.allSettled([shipped, over]);
      for (const result of results) if (result.status === 'rejected') throw result.reason;
    } finally {
      this.#pauses.delete(pause);
    }
  }

  #checkOutput(key: string, bytes: number): void {
    if (bytes <= this.#maxOutputBytes) return;
    const reason = `The output of ${bytes} bytes is more than the limit of ${this.#maxOutputBytes} bytes`;
    this.#end(key, { over_limit: reason }).catch((error: unknown) => {
      this.#options.warn(`Job ${key} wrote too much output but could not be ended`, error);
    });
  }

  async #waitForEnd(key: string, pause: Pause): Promise<void> {
    while (!this.#isStopped) {
      const status = await this.status(key);
      if (hasEnded(status) || status.state === 'absent') return;
      // A job of an earlier server has no exit event here, so it is looked at more often.
      await pause.wait(this.#children.has(key) ? 1_000 : 200);
    }
  }
}

/** Runs `work` unless it is already under way for the key, in which case its result is shared. */
function once<T>(running: Map<string, Promise<T>>, key: string, work: () => Promise<T>): Promise<T> {
  const known = running.get(key);
  if (known) return known;
  const promise = work().finally(() => running.delete(key));
  running.set(key, promise);
  return promise;
}
