import type { User, WorkflowStartRequest } from '@rondo/model';
import type { Logger } from 'pino';
import type { LogStore } from '../logs/log-store.ts';
import type { Client, Pool } from '../postgres/client.ts';
import { retry } from '../postgres/retryable.ts';
import type { StepRuntime } from '../step-runtimes/contract.ts';
import { parkRun } from '../storage/run-writer.ts';
import { DecisionPool } from './decision-pool.ts';
import { Definitions } from './definitions.ts';
import { Effects } from './effects.ts';
import { createEnvironment, type EnvironmentOptions } from './environment.ts';
import { Flush } from './flush.ts';
import { FlushConnection } from './flush-connection.ts';
import { Mailbox } from './mailbox.ts';
import { Ownership } from './ownership.ts';
import type { Executor, RunId } from './port.ts';
import { prepareWithinBudget } from './prepare.ts';
import { recoverRuns } from './recovery.ts';
import type { RunCell } from './run-cell.ts';
import { RunKeys } from './run-keys.ts';
import { RunListeners } from './run-listeners.ts';
import { GROUP_COUNT, startRun } from './start-run.ts';
import { StepPermits } from './step-permits.ts';
import { terminateRun } from './terminate-run.ts';
import { workDirIn } from './work-dir.ts';
import { WorkflowHeads } from './workflow-heads.ts';

export interface ExecutorOptions {
  readonly pool: Pool;
  /** Opens a connection of its own, to commit runs. */
  connect(): Promise<Client>;
  readonly log: Logger;
  readonly logs: LogStore;
  runtime(type: string): StepRuntime | undefined;
  readonly environment: Omit<EnvironmentOptions, 'workDir'>;
  /** Holds the shared folders of runs. */
  readonly home: string;
  /** Threads for expressions that take long, and how long they may take there. */
  readonly expressionWorkers: number;
  readonly expressionTimeoutMs: number;
  /** Makes sure that a run's shared folder exists. */
  makeWorkDir(path: string): Promise<void>;
  readonly nodeId: string;
  readonly isSole: boolean;
  readonly heartbeatMs: number;
  readonly leaseMs: number;
  /** Another server took over runs of this one, which has to end. */
  onLost(groups: readonly number[]): void;
}

export interface RunningExecutor extends Executor {
  /** Commits what is decided and begins nothing new. Steps that run elsewhere go on. */
  stop(): Promise<void>;
}

/** Takes over the runs of this database and goes on with them; answers once they all do. */
export async function startExecutor(options: ExecutorOptions): Promise<RunningExecutor> {
  const { pool, log } = options;
  const workDir = workDirIn(options.home);
  const environment = createEnvironment({ ...options.environment, workDir });
  const listeners = new RunListeners(log);
  const definitions = new Definitions(pool);
  const connection = new FlushConnection(options.connect);
  const ownership = new Ownership({ ...options, groupCount: GROUP_COUNT });
  const decisions = new DecisionPool({
    workers: options.expressionWorkers,
    timeoutMs: options.expressionTimeoutMs,
    settings: {
      executionEnvironment: options.environment.executionEnvironment,
      pollDelayMs: options.environment.pollDelayMs,
      home: options.home,
    },
  });
  const permits = new StepPermits((cell, { step_id, step_attempt_id }) => {
    mailbox.post(cell, { type: 'PermitGranted', step_id, step_attempt_id });
  });
  const strategyFailed = (error: unknown) => log.error({ err: error }, 'a run strategy failed');
  const mailbox: Mailbox = new Mailbox({
    log,
    environment,
    decisions,
    listeners,
    permits,
    onEnded: (cell) => void heads.ended(cell).catch(strategyFailed),
    onGone: (cell) => heads.forget(cell),
    onRefused: (cell) => void heads.discard(cell).catch(strategyFailed),
    park: (cell, reason) => parkRun(pool, cell.runKey, cell.group, reason),
  });
  const heads = new WorkflowHeads(pool, definitions, mailbox);
  const flush = new Flush({
    log,
    commit: (writes) => connection.commit(writes.map(({ write }) => write)),
    committed: (writes) => mailbox.committed(writes),
    reject: (write, error) => rejectWrite(mailbox, write.cell, write.onCommit, error),
    isLost: async () => {
      const lost = await ownership.listLost();
      if (lost.length === 0) return false;
      effects.stop();
      mailbox.stop();
      options.onLost(lost);
      return true;
    },
  });
  const effects: Effects = new Effects({
    log,
    logs: options.logs,
    now: Date.now,
    runtime: options.runtime,
    workDir: async ({ instance }) => {
      const { workflow_id, workflow_instance_id, workflow_run_id } = instance;
      const path = workDir(workflow_id, workflow_instance_id, workflow_run_id);
      await options.makeWorkDir(path);
      return path;
    },
    post: (cell, event) => mailbox.post(cell, event),
  });
  mailbox.connect(flush, effects);
  const stop = async () => {
    effects.stop();
    mailbox.stop();
    await decisions.stop();
    await flush.stop();
    await ownership.stop();
    await connection.stop();
  };
  try {
    await ownership.start();
    await recoverRuns({ pool, log, ownership, definitions, heads, mailbox, permits });
  } catch (error) {
    await stop();
    throw error;
  }
  const parts = {
    pool,
    environment,
    decisions,
    definitions,
    heads,
    keys: new RunKeys(pool),
    ownership,
    mailbox,
  };
  return {
    startWorkflow: (workflowId: string, versionId: number, request: WorkflowStartRequest, user: User) =>
      startRun(parts, { workflowId, versionId, request, user }),
    terminateRun: (run, action, user, reason) => terminateRun(parts, { run, action, user, reason }),
    prepareRun: (plan, request) => prepareWithinBudget(parts, plan, request),
    workflowChanged: (workflowId) =>
      retry(() => heads.strategyChanged(workflowId), { isIdempotent: true }).catch(strategyFailed),
    onCommit: (run: RunId, listener) => listeners.add(run, listener),
    proveCommit: () => ownership.prove(),
    stop,
  };
}

function rejectWrite(
  mailbox: Mailbox,
  cell: RunCell,
  onCommit: readonly ((error?: unknown) => void)[],
  error: unknown,
): void {
  mailbox.reject(cell, error);
  for (const done of onCommit) done(error);
}
