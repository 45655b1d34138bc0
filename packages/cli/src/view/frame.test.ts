import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { after, attempt, CREATED, sampleView } from '../../test/sample-run.ts';
import { renderFrame } from './frame.ts';
import { withReason } from './run-view.ts';

const options = { now: CREATED + 2_500, columns: 100, colors: createColors(false) };
const lineOf = (frame: string, step: string): string =>
  frame.split('\n').find((line) => line.includes(` ${step} `) || line.endsWith(` ${step}`)) ?? '';

describe('the frame of a run', () => {
  it('says what runs, for how long, and how far it is', () => {
    const frame = renderFrame(after(sampleView(), 'IN_PROGRESS', [attempt('load', 'SUCCEEDED')]), options);
    expect(frame).toContain('Daily sales');
    expect(frame).toContain('sales  instance 7  run 1');
    expect(frame).toContain('running for 2.5s, 1 of 3 steps done');
  });

  it('shows a running step with the time so far and a finished one with the time it took', () => {
    const steps = [attempt('load', 'SUCCEEDED', { end_time: CREATED + 400 }), attempt('report', 'RUNNING')];
    const frame = renderFrame(after(sampleView(), 'IN_PROGRESS', steps), options);
    expect(lineOf(frame, 'load')).toMatch(/^ {2}✔ load +Load the files +0\.4s$/);
    expect(lineOf(frame, 'report')).toMatch(/^ {2}[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] report .* 2\.5s$/);
    expect(lineOf(frame, 'fetch')).toMatch(/^ {2}· fetch$/);
  });

  it('turns the spinner as time passes', () => {
    const view = after(sampleView(), 'IN_PROGRESS', [attempt('load', 'RUNNING')]);
    const signs = [0, 80, 160].map(
      (ms) => lineOf(renderFrame(view, { ...options, now: CREATED + ms }), 'load')[2],
    );
    expect(new Set(signs).size).toBe(3);
  });

  it('shows the last lines of a failed step below it, and no longer once a retry runs', () => {
    const failed = after(sampleView(), 'IN_PROGRESS', [attempt('fetch', 'USER_FAILED')]);
    const explained = withReason(failed, 'fetch', 1, ['503 Service Unavailable']);
    expect(renderFrame(explained, options)).toMatch(
      /fetch .*failed, will be retried\n +│ 503 Service Unavailable/,
    );
    const retried = after(explained, 'IN_PROGRESS', [attempt('fetch', 'RUNNING', { step_attempt_id: 2 })]);
    expect(renderFrame(retried, options)).not.toContain('503');
    expect(lineOf(renderFrame(retried, options), 'fetch')).toContain('attempt 2');
  });

  it('says how and after what time a run ended', () => {
    const ended = after(sampleView(), 'FAILED', [], { end_time: CREATED + 61_000 });
    expect(renderFrame(ended, { ...options, now: CREATED + 999_999 })).toContain('✖ Daily sales');
    expect(renderFrame(ended, { ...options, now: CREATED + 999_999 })).toContain('failed after 1m 01s');
  });

  it.each([30, 48, 80, 200])('is never wider than a terminal of %i columns', (columns) => {
    const failed = after(sampleView(), 'IN_PROGRESS', [
      attempt('fetch', 'USER_FAILED', { step_attempt_id: 3 }),
    ]);
    const view = withReason(failed, 'fetch', 3, ['x'.repeat(300)]);
    const widths = renderFrame(view, { ...options, columns })
      .split('\n')
      .map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThan(columns);
  });

  it('breaks a long reason between words, and cuts it after four lines', () => {
    const failed = after(sampleView(), 'IN_PROGRESS', [attempt('fetch', 'FATALLY_FAILED')]);
    const shown = (reason: string) =>
      renderFrame(withReason(failed, 'fetch', 1, [reason]), { ...options, columns: 48 })
        .split('\n')
        .filter((line) => line.includes('│'))
        .map((line) => line.slice(8));
    const reason = 'the expression of the condition failed: an operand is missing (line 2, column 11)';
    expect(shown(reason).length).toBe(3);
    expect(shown(reason).join(' ')).toBe(reason);
    expect(shown('x'.repeat(300))).toEqual([...Array(3).fill('x'.repeat(39)), `${'x'.repeat(38)}…`]);
  });

  it('keeps what is under way, and says how much it leaves out, when a terminal is too low', () => {
    const done = ['load', 'report', 'a', 'b', 'c'].map((id) => attempt(id, 'SUCCEEDED'));
    const view = after(sampleView(), 'IN_PROGRESS', [...done, attempt('fetch', 'RUNNING')]);
    const lines = renderFrame(view, { ...options, rows: 10 }).split('\n');
    expect(lines.length).toBeLessThanOrEqual(9);
    expect(lines.join('\n')).toMatch(/fetch(.|\n)*… and 4 more steps/);
    expect(renderFrame(view, options)).not.toContain('more steps');
  });

  it('has no escape codes without colours, and has some with them', () => {
    const view = after(sampleView(), 'IN_PROGRESS', [attempt('load', 'SUCCEEDED')]);
    expect(renderFrame(view, options)).not.toContain('\u001b');
    expect(renderFrame(view, { ...options, colors: createColors(true) })).toContain('\u001b[');
  });
});
