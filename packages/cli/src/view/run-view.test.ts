import { describe, expect, it } from 'vitest';
import { after, attempt, CREATED, sampleView } from '../../test/sample-run.ts';
import { latestAttempt, progressOf, withReason } from './run-view.ts';

describe('the view of a run', () => {
  it('shows the steps in the order of the definition before anything is known about them', () => {
    const view = sampleView();
    expect(view.steps.map(({ id, name, attempts }) => [id, name, attempts.length])).toEqual([
      ['load', 'Load the files', 0],
      ['fetch', 'fetch', 0],
      ['report', 'Write the report', 0],
    ]);
  });

  it('keeps an earlier attempt beside the one that follows it', () => {
    const failed = after(sampleView(), 'IN_PROGRESS', [
      attempt('fetch', 'USER_FAILED', { end_time: CREATED + 1 }),
    ]);
    const retried = after(failed, 'IN_PROGRESS', [attempt('fetch', 'RUNNING', { step_attempt_id: 2 })]);
    const fetch = retried.steps[1]!;
    expect(fetch.attempts.map(({ id, status }) => [id, status])).toEqual([
      [1, 'USER_FAILED'],
      [2, 'RUNNING'],
    ]);
    expect(latestAttempt(fetch)?.status).toBe('RUNNING');
  });

  it('sorts attempts by number even when one change brings them the other way round', () => {
    const both = [attempt('fetch', 'RUNNING', { step_attempt_id: 2 }), attempt('fetch', 'USER_FAILED')];
    const view = after(sampleView(), 'IN_PROGRESS', both);
    expect(view.steps[1]?.attempts.map(({ id }) => id)).toEqual([1, 2]);
  });

  it('keeps the reason of a failure when the same attempt is told again', () => {
    const failed = after(sampleView(), 'IN_PROGRESS', [attempt('load', 'FATALLY_FAILED')]);
    const explained = withReason(failed, 'load', 1, ['no such file']);
    const again = after(explained, 'FAILED', [attempt('load', 'FATALLY_FAILED', { end_time: CREATED + 5 })]);
    expect(again.steps[0]?.attempts[0]).toMatchObject({ reason: ['no such file'], endTime: CREATED + 5 });
  });

  it('adds a step that the definition does not name at the end', () => {
    const view = after(sampleView(), 'IN_PROGRESS', [attempt('extra', 'RUNNING')]);
    expect(view.steps.map(({ id }) => id)).toEqual(['load', 'fetch', 'report', 'extra']);
  });

  it('counts a step as done when its latest attempt is over', () => {
    const view = after(sampleView(), 'IN_PROGRESS', [
      attempt('load', 'SUCCEEDED'),
      attempt('fetch', 'RUNNING'),
    ]);
    expect(progressOf(view)).toEqual({ done: 1, total: 3 });
  });
});
