import { userName } from '@rondo/model';
import type { Context } from '../context.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { parseRunRef, resolveRun } from '../run-ref.ts';
import { renderFrame } from '../view/frame.ts';
import { readRunView } from '../watch.ts';

/** Shows a run and its steps as they are now. */
export async function status(context: Context, written: string): Promise<number> {
  const { client, clock, colors, stdout } = context;
  const ref = await resolveRun(client, parseRunRef(written));
  if (context.isJson) {
    const [instance, steps] = await Promise.all([client.instances.get(ref), client.steps.list(ref)]);
    context.json({ instance, steps });
    return EXIT_CODES.succeeded.code;
  }
  const [view, { initiator }] = await Promise.all([readRunView(client, ref), client.instances.get(ref)]);
  const who =
    initiator.type === 'MANUAL' && initiator.user !== undefined ? userName(initiator.user) : initiator.type;
  context.say(
    renderFrame(view, {
      now: Date.now(),
      columns: stdout.columns ?? Number.POSITIVE_INFINITY,
      colors,
    }).replace(/^\n/, ''),
  );
  context.say(colors.dim(`  created ${clock.dateTime(view.createTime)} by ${who}`));
  if (view.endTime !== undefined) context.say(colors.dim(`  ended   ${clock.dateTime(view.endTime)}`));
  return EXIT_CODES.succeeded.code;
}
