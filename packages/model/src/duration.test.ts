import { describe, expect, it } from 'vitest';
import { parsableLongSchema, parseDuration } from './duration.ts';

describe('a duration text', () => {
  it.each([
    ['90', 90_000],
    ['1day 2hours', 93_600_000],
    ['20 minutes', 1_200_000],
    ['100s', 100_000],
    ['1d1h1m1s1ms', 90_061_001],
    ['5 min', 300_000],
    ['250 milliseconds', 250],
    ['0s', 0],
  ])('%s is %d ms', (text, millis) => {
    expect(parseDuration(text)).toBe(millis);
  });

  it.each(['', 'soon', '1 fortnight', '2hours 1day', '1s 2s', '1  hour', '-5s', '1.5h', '5 min ago'])(
    '%j is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );
});

describe('a parsable long', () => {
  it('truncates a fraction, keeps text and refuses a negative number', () => {
    expect(parsableLongSchema.parse(1.9)).toBe(1);
    expect(parsableLongSchema.parse('$x min')).toBe('$x min');
    expect(parsableLongSchema.safeParse(-1).error?.issues[0]?.message).toBe(
      'must be a number that is not negative, or text, not -1',
    );
  });
});
