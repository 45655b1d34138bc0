import { describe, expect, it } from 'vitest';
import { after, attempt, CREATED, sampleView } from '../../test/sample-run.ts';
import { changeLines } from './change-lines.ts';
import { clockOf } from './clock.ts';
import { type RunView, withReason } from './run-view.ts';

const clock = clockOf('UTC');
const lines = (before: RunView, now: RunView): string[] => changeLines(before, now, CREATED, clock);

describe('the lines about a change', () => {
  it('say that a run began and that a step runs, each with a time and its zone', () => {
    const begun = after(sampleView(), 'IN_PROGRESS', [attempt('load', 'RUNNING')]);
    expect(lines(sampleView(), begun)).toEqual([
      '23:04:05 UTC  sales instance 7 run 1: running',
      '23:04:05 UTC  load: running',
    ]);
  });

  it('are none when nothing changed', () => {
    const view = after(sampleView(), 'IN_PROGRESS', [attempt('load', 'RUNNING')]);
    expect(lines(view, view)).toEqual([]);
  });

  it('leave out statuses that only pass by', () => {
    const before = after(sampleView(), 'IN_PROGRESS', []);
    expect(lines(before, after(before, 'IN_PROGRESS', [attempt('load', 'STARTING')]))).toEqual([]);
  });

  it('tell a failure, its reason and the attempt that follows', () => {
    const before = after(sampleView(), 'IN_PROGRESS', [attempt('fetch', 'RUNNING')]);
    const failed = after(before, 'IN_PROGRESS', [
      attempt('fetch', 'USER_FAILED', { end_time: CREATED + 1_000 }),
    ]);
    const explained = withReason(failed, 'fetch', 1, ['503']);
    const retried = after(explained, 'IN_PROGRESS', [
      attempt('fetch', 'SUCCEEDED', { step_attempt_id: 2, end_time: CREATED + 3_000 }),
    ]);
    expect(lines(before, failed)).toEqual(['23:04:06 UTC  fetch: failed, will be retried (1.0s)']);
    expect(lines(failed, explained)).toEqual(['    | 503']);
    expect(lines(explained, retried)).toEqual(['23:04:08 UTC  fetch: succeeded (attempt 2, 3.0s)']);
  });

  it('end with how the run ended', () => {
    const before = after(sampleView(), 'IN_PROGRESS', []);
    const ended = after(before, 'STOPPED', [attempt('load', 'STOPPED')], { end_time: CREATED + 2_000 });
    expect(lines(before, ended).at(-1)).toBe('23:04:07 UTC  sales instance 7 run 1: stopped after 2.0s');
  });
});
