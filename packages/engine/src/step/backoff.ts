import type { RetryState } from './state.ts';

export type RetryKind = 'error' | 'platform' | 'timeout';

/** Which counter and limit a failed status uses. */
export const RETRY_KIND = {
  USER_FAILED: 'error',
  PLATFORM_FAILED: 'platform',
  TIMEOUT_FAILED: 'timeout',
} as const satisfies Record<string, RetryKind>;

const RETRIES = { error: 'error_retries', platform: 'platform_retries', timeout: 'timeout_retries' } as const;
const LIMITS = {
  error: 'error_retry_limit',
  platform: 'platform_retry_limit',
  timeout: 'timeout_retry_limit',
} as const;

/** True when another automatic attempt of this kind is allowed. */
export function mayRetry(retry: RetryState, kind: RetryKind): boolean {
  return retry.retryable && retry[RETRIES[kind]] < retry[LIMITS[kind]];
}

/** The counters of the attempt that follows a failure of this kind. */
export function countRetry(retry: RetryState, kind: RetryKind): RetryState {
  return { ...retry, [RETRIES[kind]]: retry[RETRIES[kind]] + 1 };
}

/**
 * Milliseconds to wait before the next attempt (spec 2.5): fixed `base`, or exponential
 * `min(trunc(base * exponent ^ retries so far), limit)` seconds.
 */
export function backoffDelay(retry: RetryState, kind: RetryKind): number {
  const backoff = retry.backoff;
  const base = backoff[`${kind}_retry_backoff_in_secs`];
  if (backoff.type === 'FIXED_BACKOFF') return base * 1000;
  const seconds = Math.trunc(base * backoff[`${kind}_retry_exponent`] ** retry[RETRIES[kind]]);
  return Math.min(seconds, backoff[`${kind}_retry_limit_in_secs`]) * 1000;
}

/** `[1m]`-style text of a delay, as the timeline shows it. */
export function delayText(ms: number): string {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ] as const;
  let rest = ms;
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count}${unit}`);
    rest -= count * size;
  }
  if (rest > 0 || parts.length === 0) parts.push(`${rest}ms`);
  return parts.join(' ');
}
