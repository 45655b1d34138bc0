import type { RunChange, StepInstance } from '@rondo/model';
import type { RondoClient, RunRef } from '@rondo/sdk';
import type { Context } from './context.ts';
import { readFailureReason } from './failure-reason.ts';
import { applyChange, hasFailed, isOver, type RunView, viewOfRun, withReason } from './view/run-view.ts';
import { openScreen } from './view/screen.ts';

/** Shows a run until it is over or the signal aborts, and answers what was last known of it. */
export async function watchRun(context: Context, ref: RunRef, signal: AbortSignal): Promise<RunView> {
  const { client } = context;
  const screen = openScreen(context);
  let view = viewOfRun(await client.instances.get(ref));
  // A run that is over at once has no changes to follow: its steps are read instead.
  if (isOver(view)) view = await readRunView(client, ref);
  try {
    screen.show(view);
    while (!isOver(view) && !signal.aborted) {
      for await (const { event } of client.events.subscribe(ref, { signal })) {
        view = applyChange(view, event);
        // The end is shown once, complete with the reasons; until then a step's failure is shown at once.
        if (!isOver(view)) screen.show(view);
        view = await explainFailures(client, ref, view);
        screen.show(view);
      }
      // The stream may end early, when the server had nothing more to say or was lost for too long.
      if (!isOver(view) && !signal.aborted) view = await readRunView(client, ref);
    }
    screen.show(view);
    return view;
  } finally {
    screen.close();
  }
}

/** A run as it is now, with the reasons of its failures. */
export async function readRunView(client: RondoClient, ref: RunRef): Promise<RunView> {
  const [run, steps] = await Promise.all([client.instances.get(ref), client.steps.list(ref)]);
  const change: RunChange = {
    revision: 0,
    status: run.status,
    start_time: run.start_time,
    end_time: run.end_time,
    steps: steps.map(changeOf),
  };
  return explainFailures(client, ref, applyChange(viewOfRun(run), change));
}

const changeOf = (step: StepInstance): RunChange['steps'][number] => ({
  step_id: step.step_id,
  step_attempt_id: step.step_attempt_id,
  status: step.runtime_state.status,
  start_time: step.runtime_state.start_time,
  end_time: step.runtime_state.end_time,
});

async function explainFailures(client: RondoClient, ref: RunRef, view: RunView): Promise<RunView> {
  let explained = view;
  for (const step of view.steps) {
    for (const attempt of step.attempts) {
      if (!hasFailed(attempt) || attempt.reason !== undefined) continue;
      const attemptRef = { ...ref, step_id: step.id, step_attempt_id: attempt.id };
      explained = withReason(explained, step.id, attempt.id, await readFailureReason(client, attemptRef));
    }
  }
  return explained;
}
