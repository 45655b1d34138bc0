import { join } from 'node:path';
import type { Logger } from 'pino';
import { workflowFolder } from '../logs/attempt-path.ts';
import type { Pool } from '../postgres/client.ts';
import type { Runner } from '../runners/runner.ts';
import { listActiveStepUuids } from '../storage/retention.ts';
import { removeRunFolders } from './run-folders.ts';

const HOUR_MS = 3_600_000;

export interface MaintenanceOptions {
  readonly pool: Pool;
  readonly log: Logger;
  readonly runner: Pick<Runner, 'sweep'>;
  /** Holds the folders `work` and `logs`. */
  readonly home: string;
  readonly job_retention_hours: number;
  /** Unset: the folders are kept for ever. */
  readonly work_retention_hours?: number | undefined;
  /** Unset: the logs are kept for ever. */
  readonly log_retention_hours?: number | undefined;
  /** Between two rounds. Default: an hour. */
  readonly everyMs?: number;
}

/** What one round of cleaning removed: files of jobs, shared folders of runs, and logs of runs. */
interface Removed {
  readonly jobs: number;
  readonly work_folders: number;
  readonly logs: number;
}

export interface Maintenance {
  /** Begins to clean up, now and every hour. */
  start(): void;
  /** Removes what is older than its retention at `now` (epoch ms). What is still needed stays, however old it is. */
  runOnce(now: number): Promise<Removed>;
  /** Begins nothing more, and waits for what is under way. */
  stop(): Promise<void>;
}

/** Cleans up the files of this server. */
export function createMaintenance(options: MaintenanceOptions): Maintenance {
  return new HourlyMaintenance(options);
}

class HourlyMaintenance implements Maintenance {
  readonly #options: MaintenanceOptions;
  #round: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(options: MaintenanceOptions) {
    this.#options = options;
  }

  start(): void {
    this.#round = this.#cleanUp();
  }

  async runOnce(now: number): Promise<Removed> {
    const { home, work_retention_hours: work, log_retention_hours: logs } = this.#options;
    return {
      jobs: await this.#sweepJobs(now),
      work_folders: await this.#remove(now, work, join(home, 'work'), (id) => id),
      logs: await this.#remove(now, logs, join(home, 'logs'), workflowFolder),
    };
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  async #cleanUp(): Promise<void> {
    const { log } = this.#options;
    try {
      const removed = await this.runOnce(Date.now());
      if (Object.values(removed).some((count) => count > 0)) log.info(removed, 'old files were removed');
    } catch (error) {
      log.warn({ err: error }, 'old files could not be removed; this is tried again later');
    }
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => this.start(), this.#options.everyMs ?? HOUR_MS);
    this.#timer.unref();
  }

  async #sweepJobs(now: number): Promise<number> {
    const { pool, runner, job_retention_hours: hours } = this.#options;
    // A job that ended while no server ran is old when the next one starts, which still has to read its outcome.
    const needed = await listActiveStepUuids(pool);
    return runner.sweep(now - hours * HOUR_MS, (key) => this.#isStopped || needed.has(key));
  }

  async #remove(
    now: number,
    hours: number | undefined,
    directory: string,
    folderOf: (workflowId: string) => string,
  ): Promise<number> {
    if (hours === undefined || this.#isStopped) return 0;
    const { pool } = this.#options;
    return removeRunFolders(pool, { directory, folderOf }, now - hours * HOUR_MS, () => this.#isStopped);
  }
}
