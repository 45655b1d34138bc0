import { type ParsableLong, parseDuration } from '../duration.ts';
import type { Problem } from './problem.ts';

const DAY_MS = 86_400_000;

/** The longest timeout: 120 days, in ms. */
export const MAX_TIMEOUT_MS = 120 * DAY_MS;

const isInterpolated = (value: ParsableLong): boolean => typeof value === 'string' && value.includes('$');

const secondsOf = (value: ParsableLong): number | undefined => {
  if (typeof value === 'number') return value;
  const millis = parseDuration(value);
  return millis === undefined ? undefined : millis / 1000;
};

/** What is wrong with a timeout; one that is interpolated can only be judged in a run. */
export const timeoutProblems = (
  timeout: ParsableLong | undefined,
  path: readonly PropertyKey[],
): Problem[] => {
  if (timeout === undefined || isInterpolated(timeout)) return [];
  const seconds = secondsOf(timeout);
  if (seconds === undefined) {
    return [{ path, message: `must be seconds or a duration such as "1 hour", not [${timeout}]` }];
  }
  if (seconds > 0 && seconds * 1000 <= MAX_TIMEOUT_MS) return [];
  return [{ path, message: `must be more than 0 and at most 120 days, not [${timeout}]` }];
};

/** What is wrong with a fuzzy delay: it is none, or at least a second. */
export const fuzzyDelayProblems = (
  delay: ParsableLong | undefined,
  path: readonly PropertyKey[],
): Problem[] => {
  if (delay === undefined || isInterpolated(delay)) return [];
  const seconds = secondsOf(delay);
  if (seconds === 0 || (seconds !== undefined && seconds >= 1)) return [];
  return [{ path, message: `must be 0 or a duration of at least 1 second, not [${delay}]` }];
};

/** What is wrong with a count or a number of seconds between two bounds; an interpolated one passes. */
export const boundProblems = (
  value: ParsableLong | undefined,
  path: readonly PropertyKey[],
  [least, most]: readonly [number, number],
  unit: 'count' | 'seconds',
): Problem[] => {
  if (value === undefined || isInterpolated(value)) return [];
  const isDigits = typeof value === 'number' || /^\s*\d+\s*$/.test(value);
  const number = isDigits ? Number(value) : unit === 'seconds' ? secondsOf(value) : undefined;
  if (number !== undefined && number >= least && number <= most) return [];
  return [{ path, message: `must be from ${least} to ${most}, not [${value}]` }];
};
