import { describe, expect, it } from 'vitest';
import { elapsed, formatDuration } from './duration.ts';

describe('a duration', () => {
  it.each([
    [0, '0.0s'],
    [449, '0.4s'],
    [59_940, '59.9s'],
    [59_960, '1m 00s'],
    [125_000, '2m 05s'],
    [3_599_400, '59m 59s'],
    [3_600_000, '1h 00m'],
    [93_600_000, '1d 02h'],
  ])('of %i ms is %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it('is never negative, whatever two clocks say', () => {
    expect(formatDuration(-3_000)).toBe('0.0s');
  });

  it('goes on until now while there is no end, and is empty before the start', () => {
    expect(elapsed(1_000, undefined, 3_500)).toBe('2.5s');
    expect(elapsed(1_000, 2_000, 3_500)).toBe('1.0s');
    expect(elapsed(undefined, undefined, 3_500)).toBe('');
  });
});
