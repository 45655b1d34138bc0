import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { DecisionJob, JobResult, WorkerMessage, WorkerSettings } from './decision-job.ts';

export interface DecisionPoolOptions {
  /** Decisions that are made at once. */
  readonly workers: number;
  /** Wall-clock time of one decision, after which its worker is killed. */
  readonly timeoutMs: number;
  readonly settings: WorkerSettings;
}

/** A decision took longer than allowed, or more memory; its worker is gone. */
export class DecisionAborted extends Error {
  override readonly name = 'DecisionAborted';
}

/** Memory of one worker: the limits of the language are far below, so that only a bug comes here. */
const MAX_HEAP_MB = 512;

interface Task {
  readonly job: DecisionJob;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** A worker thread and what it works on. */
interface Thread {
  readonly worker: Worker;
  task: Task | undefined;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Makes decisions that are too expensive for the event loop in worker threads, which are started when they are first
 * needed. A decision that runs over its time is ended with its worker; the others go on.
 */
export class DecisionPool {
  readonly #options: DecisionPoolOptions;
  readonly #threads = new Set<Thread>();
  readonly #queue: Task[] = [];
  #isStopped = false;

  constructor(options: DecisionPoolOptions) {
    this.#options = options;
  }

  /** Rejects with DecisionAborted, or with the exception that the decision threw. */
  run<Job extends DecisionJob>(job: Job): Promise<JobResult<Job>> {
    return new Promise<JobResult<Job>>((resolve, reject) => {
      this.#queue.push({ job, resolve: resolve as (result: unknown) => void, reject });
      this.#next();
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const { reject } of this.#queue.splice(0)) reject(new DecisionAborted('the server stops'));
    await Promise.all([...this.#threads].map((thread) => this.#end(thread, 'the server stops')));
  }

  #next(): void {
    if (this.#isStopped || this.#queue.length === 0) return;
    const idle = [...this.#threads].find((thread) => !thread.task);
    if (!idle && this.#threads.size >= this.#options.workers) return;
    const thread = idle ?? this.#spawn();
    thread.task = this.#queue.shift() as Task;
    thread.worker.postMessage(thread.task.job);
  }

  #spawn(): Thread {
    const file = createRequire(import.meta.url).resolve('@rondo/server/decision-worker');
    const worker = new Worker(file, {
      workerData: this.#options.settings,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
      execArgv: [],
    });
    const thread: Thread = { worker, task: undefined, timer: undefined };
    worker.on('message', (message: WorkerMessage) => this.#receive(thread, message));
    worker.on('error', (error) => this.#end(thread, `an expression ended its worker: ${error.message}`));
    worker.on('exit', () => this.#end(thread, 'the worker that evaluated an expression is gone'));
    worker.unref();
    this.#threads.add(thread);
    return thread;
  }

  #receive(thread: Thread, message: WorkerMessage): void {
    if ('isBegun' in message) {
      // A new thread takes its time to load; only the work counts.
      const { timeoutMs } = this.#options;
      const reason = `an expression ran for more than ${timeoutMs} ms`;
      thread.timer = setTimeout(() => void this.#end(thread, reason), timeoutMs);
      return;
    }
    clearTimeout(thread.timer);
    const { task } = thread;
    thread.task = undefined;
    if ('error' in message) task?.reject(new Error(message.error));
    else task?.resolve(message.result);
    this.#next();
  }

  async #end(thread: Thread, reason: string): Promise<void> {
    if (!this.#threads.delete(thread)) return;
    clearTimeout(thread.timer);
    thread.task?.reject(new DecisionAborted(reason));
    this.#next();
    await thread.worker.terminate();
  }
}
