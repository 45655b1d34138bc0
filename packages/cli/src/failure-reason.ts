import type { StepInstance } from '@rondo/model';
import type { AttemptRef, RondoClient } from '@rondo/sdk';

const TAIL_BYTES = 8_192;
const MAX_LINES = 8;

/** Why an attempt failed, in a few lines: the end of its log, and what the timeline says; empty when nobody said. */
export async function readFailureReason(client: RondoClient, ref: AttemptRef): Promise<string[]> {
  const [log, step] = await Promise.all([
    client.logs.read(ref, { offset: -TAIL_BYTES }).catch(() => undefined),
    client.steps.get(ref).catch(() => undefined),
  ]);
  const lines = linesOf(log?.text ?? '');
  // A chunk that does not begin at the beginning begins in the middle of a line.
  const whole = (log?.offset ?? 0) > 0 ? lines.slice(1) : lines;
  const cause = step === undefined ? [] : timelineLines(step).filter((line) => !whole.includes(line));
  return [...whole.slice(-MAX_LINES), ...cause.slice(0, MAX_LINES)];
}

const linesOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');

function timelineLines(step: StepInstance): string[] {
  const last = (step.timeline ?? []).findLast(
    (event) =>
      event.type === 'DETAILS' ||
      (event.type === 'LOG' && (event.level === 'WARN' || event.level === 'ERROR')),
  );
  if (last?.type === 'DETAILS') return [last.message, ...(last.errors ?? [])].flatMap(linesOf);
  return last?.type === 'LOG' ? linesOf(last.message) : [];
}
