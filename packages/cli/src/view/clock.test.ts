import { expect, it } from 'vitest';
import { clockOf } from './clock.ts';

const moment = Date.UTC(2026, 10, 1, 8, 30, 5);

it('names the zone of every time it writes', () => {
  expect(clockOf('UTC').dateTime(moment)).toBe('2026-11-01 08:30:05 UTC');
  expect(clockOf('UTC').time(moment)).toBe('08:30:05 UTC');
});

it('tells the two equal hours of a night apart when the clock is set back', () => {
  const clock = clockOf('America/Los_Angeles');
  expect(clock.time(moment)).toBe('01:30:05 PDT');
  expect(clock.time(moment + 3_600_000)).toBe('01:30:05 PST');
});

it('writes midnight as hour 00', () => {
  expect(clockOf('UTC').time(Date.UTC(2026, 0, 1))).toBe('00:00:00 UTC');
});
