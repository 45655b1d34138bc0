import { parentPort, workerData } from 'node:worker_threads';
import { decideRun, planWorkflow, prepareRun } from '@rondo/engine';
import type { DecisionJob, WorkerMessage, WorkerSettings } from './decision-job.ts';
import { createEnvironment } from './environment.ts';
import { workDirIn } from './work-dir.ts';

/** The body of a worker thread: decides what took too long for the main one, under the full limits. */
const { home, ...settings } = workerData as WorkerSettings;
const environment = createEnvironment({ ...settings, workDir: workDirIn(home) });

function work(job: DecisionJob): unknown {
  const plan = planWorkflow(job.workflow);
  const env = { ...environment.full(), now: job.now };
  return job.kind === 'prepare'
    ? prepareRun(plan, job.request, env)
    : decideRun(plan, job.state, job.events, env);
}

parentPort?.on('message', (job: DecisionJob) => {
  send({ isBegun: true });
  let message: WorkerMessage;
  try {
    message = { result: work(job) };
  } catch (error) {
    message = { error: error instanceof Error ? error.message : String(error) };
  }
  send(message);
});

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}
