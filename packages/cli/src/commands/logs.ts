import type { AttemptRef, RunRef } from '@rondo/sdk';
import type { Context } from '../context.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { watchInterrupt } from '../interrupt.ts';
import { UsageError } from '../problem.ts';
import { parseRunRef, resolveRun } from '../run-ref.ts';

/** The options of `rondo logs`. */
export interface LogsOptions {
  readonly attempt?: string;
  readonly follow?: boolean;
}

/** Writes the output of a step, or of all steps of a run in turn; with `follow` until the attempt is over. */
export async function logs(
  context: Context,
  written: string,
  stepId: string | undefined,
  options: LogsOptions,
): Promise<number> {
  const run = await resolveRun(context.client, parseRunRef(written));
  if (stepId === undefined) return allLogs(context, run, options);
  const ref: AttemptRef = { ...run, step_id: stepId, step_attempt_id: readAttempt(options.attempt) };
  if (options.follow === true) return followLog(context, ref);
  await writeLog(context, ref);
  return EXIT_CODES.succeeded.code;
}

async function allLogs(context: Context, run: RunRef, options: LogsOptions): Promise<number> {
  const steps = await context.client.steps.list(run);
  const names = steps.map(({ step_id }) => step_id).join(', ') || 'none has begun yet';
  if (options.follow === true) throw new UsageError(`--follow needs a step: ${names}`);
  if (options.attempt !== undefined) throw new UsageError(`--attempt needs a step: ${names}`);
  for (const { step_id, step_attempt_id } of steps) {
    context.say(context.colors.bold(`== ${step_id}, attempt ${step_attempt_id}`));
    await writeLog(context, { ...run, step_id, step_attempt_id });
  }
  return EXIT_CODES.succeeded.code;
}

async function writeLog(context: Context, ref: AttemptRef): Promise<void> {
  const { client, stdout } = context;
  let offset = 0;
  for (;;) {
    const chunk = await client.logs.read(ref, { offset });
    if (context.isJson) context.json({ ...ref, ...chunk });
    else stdout.write(chunk.text);
    if (chunk.next_offset === offset || chunk.next_offset >= chunk.total) return;
    offset = chunk.next_offset;
  }
}

async function followLog(context: Context, ref: AttemptRef): Promise<number> {
  const interrupt = watchInterrupt();
  try {
    for await (const chunk of context.client.logs.follow(ref, { signal: interrupt.signal })) {
      if (context.isJson) context.json({ ...ref, ...chunk });
      else context.stdout.write(chunk.text);
    }
    return EXIT_CODES.succeeded.code;
  } catch (error) {
    if (interrupt.signal.aborted) return EXIT_CODES.interrupted.code;
    throw error;
  } finally {
    interrupt.release();
  }
}

function readAttempt(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`--attempt must be a positive number, not [${text}]`);
}
