import { isTerminalWorkflowStatus } from '@rondo/model';
import type { Context } from '../context.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { parseRunRef, resolveRun } from '../run-ref.ts';

/** The options of `rondo stop`. */
export interface StopOptions {
  readonly kill?: boolean;
  readonly wait?: boolean;
}

/** Stops a run, or kills it; with `wait` until it is over. */
export async function stop(context: Context, written: string, options: StopOptions): Promise<number> {
  const { client, colors } = context;
  const ref = await resolveRun(client, parseRunRef(written));
  const isKill = options.kill === true;
  const answer = await (isKill ? client.instances.kill(ref) : client.instances.stop(ref));
  const isPending = !isTerminalWorkflowStatus(answer.workflow_instance_status);
  const status =
    options.wait === true && isPending
      ? (await client.instances.waitForTerminal(ref)).status
      : answer.workflow_instance_status;
  if (context.isJson) context.json({ ...answer, workflow_instance_status: status });
  const verb = isKill ? 'kill' : 'stop';
  const name = `${ref.workflow_id}:${ref.workflow_instance_id}`;
  context.say(
    isTerminalWorkflowStatus(status)
      ? `${colors.yellow('■')} ${name} is over: ${status}.`
      : `Asked ${name} to ${verb}; see how it ends with: rondo status ${name}`,
  );
  return EXIT_CODES.succeeded.code;
}
