import { resolve } from 'node:path';
import { endpoints, type StepInstance, type WorkflowInstance } from '@rondo/model';
import { RondoUnreachableError, type RunRef } from '@rondo/sdk';
import { type Context, withServer } from '../context.ts';
import { readDefinitionFile } from '../definition-file.ts';
import { findDemoFiles } from '../demo-files.ts';
import { EXIT_CODES, exitCodeOf } from '../exit-code.ts';
import { watchInterrupt } from '../interrupt.ts';
import { lastResult, renderResult } from '../result-table.ts';
import { shortPath } from '../short-path.ts';
import { isOver } from '../view/run-view.ts';
import { watchRun } from '../watch.ts';
import { pushDefinition } from './push.ts';
import { startRun } from './run.ts';

/** The options of `rondo demo`. */
export interface DemoOptions {
  readonly home?: string;
  readonly param: readonly string[];
}

const HEALTH_TIMEOUT_MS = 2_000;

/**
 * Pushes the example, runs it and shows it: on the server that was named, if it answers, else on one of its own. A server
 * that is found by chance may be another user's, who cannot read the data; only one that has this home is used unasked.
 */
export async function demo(context: Context, options: DemoOptions): Promise<number> {
  const files = await findDemoFiles();
  const interrupt = watchInterrupt();
  const own = await startUnlessThere(context, options.home);
  const there = own === undefined ? context : withServer(context, own.url);
  if (own === undefined) {
    const hint = `; its user must be able to read ${shortPath(files.data)}`;
    context.say(context.colors.dim(`Using the server at ${context.serverUrl}${hint}`));
  }
  try {
    const definition = await pushDefinition(there, await readDefinitionFile(files.definition));
    const { workflow_id, workflow_version_id } = definition.metadata;
    context.say(context.colors.dim(`Pushed ${workflow_id}, version ${workflow_version_id}`));
    const given = [`data=${files.data}`, `code=${files.code}`, ...options.param];
    const ref = await startRun(there, workflow_id, {
      param: given,
      workflowVersion: String(workflow_version_id),
    });
    const view = await watchRun(there, ref, interrupt.signal);
    if (!isOver(view)) {
      await there.client.instances.stop(ref);
      await there.client.instances.waitForTerminal(ref);
      context.say('Interrupted; the run was stopped.');
      return EXIT_CODES.interrupted.code;
    }
    await report(there, ref, own?.config.home);
    return exitCodeOf(view.status);
  } finally {
    await own?.stop();
    interrupt.release();
  }
}

async function startUnlessThere(context: Context, home: string | undefined) {
  if (context.isServerNamed && (await isRunning(context))) return undefined;
  try {
    return await startOwn(context, home);
  } catch (error) {
    const isHomeTaken = error instanceof Error && 'code' in error && error.code === 'home_locked';
    if (isHomeTaken && (await isRunning(context))) return undefined;
    throw error;
  }
}

async function startOwn(context: Context, home: string | undefined) {
  const { startLocalServer } = await import('../local-server.ts');
  return startLocalServer(context, { home, port: '0', logLevel: 'error' });
}

async function isRunning({ client }: Context): Promise<boolean> {
  try {
    await client.call(endpoints.getHealth, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) });
    return true;
  } catch (error) {
    if (error instanceof RondoUnreachableError) return false;
    throw error;
  }
}

async function report(context: Context, ref: RunRef, ownHome: string | undefined): Promise<void> {
  const { client, colors } = context;
  const [instance, steps] = await Promise.all([client.instances.get(ref), client.steps.list(ref)]);
  if (context.isJson) return context.json({ instance, steps });
  const verdict = verdictOf(instance, steps);
  if (verdict !== undefined) context.say(`\n${verdict}\n`);
  const result = instance.status === 'SUCCEEDED' ? lastResult(steps) : undefined;
  if (result !== undefined) context.say(`${indent(renderResult(result, colors))}\n`);
  context.say(whereToLook(ref, workDirOf(steps), ownHome).join('\n'));
}

/** The sentence above the table, from the output params of `evaluate`. */
function verdictOf(instance: WorkflowInstance, steps: readonly StepInstance[]): string | undefined {
  const params = steps.find(({ step_id }) => step_id === 'evaluate')?.params;
  const value = (name: string): unknown => params?.[name]?.evaluated_result;
  const isPublished = steps.some(
    ({ step_id, runtime_state }) => step_id === 'publish' && runtime_state.status === 'SUCCEEDED',
  );
  const month = instance.params.test_name?.evaluated_result;
  if (value('model_rmse') === undefined || month === undefined) return undefined;
  const verdict = isPublished ? 'Published' : 'Rejected';
  return [
    `${verdict}: ${value('improvement')}% better than the usual delay.`,
    `In ${month}, unseen in training, it errs by ${value('model_rmse')} minutes, the usual delay by ${value('baseline_rmse')}.`,
  ].join('\n');
}

const workDirOf = (steps: readonly StepInstance[]): string | undefined => {
  const values = steps.map(({ params }) => params.work_dir?.evaluated_result);
  return values.find((value) => typeof value === 'string');
};

function whereToLook(ref: RunRef, workDir: string | undefined, ownHome: string | undefined): string[] {
  const run = `${ref.workflow_id}:${ref.workflow_instance_id}`;
  const home = ownHome === undefined || ownHome === resolve('.rondo') ? '' : ` --home ${shortPath(ownHome)}`;
  const lines = [
    ['the definition', 'examples/flight-delays/workflow.yaml'],
    ...(workDir === undefined ? [] : [['what it wrote', shortPath(workDir)]]),
    ['the other branch', `npx rondo demo${home} --param required_improvement=50`],
    ...(ownHome === undefined ? [] : [['a server that stays', `npx rondo start${home}`]]),
    ['then, this run again', `npx rondo status ${run}`],
    ['what a step wrote', `npx rondo logs ${run} train`],
  ];
  return ['Where to look next', ...lines.map(([what = '', where = '']) => `  ${what.padEnd(22)}${where}`)];
}

const indent = (text: string): string => text.replace(/^/gm, '  ');
