import type { StepInstanceStatus } from '@rondo/model';
import type { Clock } from './clock.ts';
import { elapsed } from './duration.ts';
import { RUN_MARKS, STEP_MARKS } from './mark.ts';
import { type AttemptView, isOver, type RunView, type StepView } from './run-view.ts';

/** Statuses that pass too quickly, or mean too little, to be a line of their own. */
const QUIET: readonly StepInstanceStatus[] = [
  'NOT_CREATED',
  'CREATED',
  'INITIALIZED',
  'EVALUATING_PARAMS',
  'STARTING',
  'FINISHING',
];

interface News {
  readonly at: number;
  readonly lines: readonly string[];
}

/** What changed between two views of a run as plain lines, each with its time; empty when nothing worth telling did. */
export function changeLines(
  before: RunView | undefined,
  after: RunView,
  now: number,
  clock: Clock,
): string[] {
  const news: News[] = [];
  const say = (at: number, text: string) => news.push({ at, lines: [`${clock.time(at)}  ${text}`] });
  const isNews = before?.status !== after.status;
  const run = `${after.workflowId} instance ${after.instanceId} run ${after.runId}`;
  if (isNews && !isOver(after))
    say(after.startTime ?? after.createTime, `${run}: ${RUN_MARKS[after.status].words}`);
  for (const step of after.steps) {
    const known = before?.steps.find(({ id }) => id === step.id);
    for (const attempt of step.attempts) {
      const was = known?.attempts.find(({ id }) => id === attempt.id);
      if (was?.status !== attempt.status && !QUIET.includes(attempt.status)) {
        say(attempt.endTime ?? attempt.startTime ?? now, attemptText(step, attempt, now));
      }
      if (was?.reason === undefined && attempt.reason !== undefined) {
        news.push({ at: attempt.endTime ?? now, lines: attempt.reason.map((line) => `    | ${line}`) });
      }
    }
  }
  if (isNews && isOver(after)) {
    const took = elapsed(after.startTime ?? after.createTime, after.endTime, now);
    say(after.endTime ?? now, `${run}: ${RUN_MARKS[after.status].words} after ${took}`);
  }
  // One change may tell of several steps; in the order of time they read as a story.
  return news.sort((one, other) => one.at - other.at).flatMap(({ lines }) => lines);
}

function attemptText(step: StepView, attempt: AttemptView, now: number): string {
  const words = STEP_MARKS[attempt.status].words || attempt.status.toLowerCase();
  const took = attempt.endTime === undefined ? '' : elapsed(attempt.startTime, attempt.endTime, now);
  const facts = [attempt.id > 1 ? `attempt ${attempt.id}` : '', took].filter((fact) => fact !== '');
  return `${step.id}: ${words}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`;
}
