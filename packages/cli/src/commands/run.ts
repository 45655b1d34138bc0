import type { WorkflowStartResponse } from '@rondo/model';
import type { RunRef } from '@rondo/sdk';
import type { Context } from '../context.ts';
import { EXIT_CODES, exitCodeOf } from '../exit-code.ts';
import { watchInterrupt } from '../interrupt.ts';
import { parseParam, runParamsOf } from '../param-option.ts';
import { isOver } from '../view/run-view.ts';
import { watchRun } from '../watch.ts';

/** The options of `rondo run`. */
export interface RunOptions {
  readonly param: readonly string[];
  readonly workflowVersion: string;
  readonly wait?: boolean;
}

/** Starts an instance; with `wait` shows it until it is over, and the exit code tells how it ended. */
export async function run(context: Context, workflowId: string, options: RunOptions): Promise<number> {
  const started = await startRun(context, workflowId, options);
  if (started.status === 'STOPPED') return reportStopped(context, started);
  if (options.wait !== true) return reportStarted(context, started);
  const interrupt = watchInterrupt();
  try {
    return await waitForRun(context, started, interrupt.signal);
  } finally {
    interrupt.release();
  }
}

/** Starts an instance of a workflow with params as they were written. */
export async function startRun(
  { client, stderr }: Context,
  workflowId: string,
  { param, workflowVersion: version }: Pick<RunOptions, 'param' | 'workflowVersion'>,
): Promise<WorkflowStartResponse> {
  const written = param.map(parseParam);
  if (written.length === 0) return client.instances.start(workflowId, { version });
  const definition = await client.workflows.get(workflowId, version);
  const declared = definition.workflow.params ?? {};
  const run_params = runParamsOf(written, declared);
  for (const name of Object.keys(run_params)) {
    // Maestro takes any name; but mostly an unknown one is a slip.
    if (!Object.hasOwn(declared, name)) stderr.write(`rondo: ${undeclared(workflowId, name, declared)}\n`);
  }
  return client.instances.start(workflowId, { version, run_params });
}

function undeclared(workflowId: string, name: string, declared: object): string {
  const names = Object.keys(declared).join(', ') || 'no params';
  return `${workflowId} declares no param ${name}, so this run gets one more; it declares ${names}`;
}

function reportStarted(context: Context, started: WorkflowStartResponse): number {
  const { workflow_id, workflow_instance_id } = started;
  const ref = `${workflow_id}:${workflow_instance_id}`;
  if (context.isJson) context.json(started);
  context.say(`Started ${context.colors.bold(workflow_id)}, instance ${workflow_instance_id}.`);
  context.say(context.colors.dim(`Look at it with: rondo status ${ref}`));
  return EXIT_CODES.succeeded.code;
}

function reportStopped(context: Context, started: WorkflowStartResponse): number {
  const { timeline_event: event } = started;
  if (context.isJson) context.json(started);
  const why = 'message' in event ? event.message : 'the run strategy refused it';
  context.say(`${context.colors.yellow('■')} The instance was stopped at once: ${why}`);
  return EXIT_CODES.stopped.code;
}

async function waitForRun(context: Context, ref: RunRef, signal: AbortSignal): Promise<number> {
  const view = await watchRun(context, ref, signal);
  if (context.isJson) {
    const [instance, steps] = await Promise.all([
      context.client.instances.get(ref),
      context.client.steps.list(ref),
    ]);
    context.json({ instance, steps });
  }
  if (isOver(view)) return exitCodeOf(view.status);
  const written = `${ref.workflow_id}:${ref.workflow_instance_id}`;
  context.say(
    `The run goes on. Look again with: rondo status ${written}; end it with: rondo stop ${written}`,
  );
  return EXIT_CODES.interrupted.code;
}
