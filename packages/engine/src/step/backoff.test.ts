import { describe, expect, it } from 'vitest';
import { backoffDelay, delayText, mayRetry } from './backoff.ts';
import { DEFAULT_RETRY, resolveRetry } from './settings.ts';

const afterRetries = (error_retries: number) => ({ ...DEFAULT_RETRY, error_retries });
const params = {
  n: { type: 'LONG', value: 3, evaluated_result: 3, evaluated_time: 1 },
  far: { type: 'STRING', value: '2 min', evaluated_result: '2 min', evaluated_time: 1 },
} as const;

describe('the delay before a retry', () => {
  it('doubles by default, up to its limit', () => {
    const delays = [0, 1, 2, 3, 4].map((retries) => backoffDelay(afterRetries(retries), 'error'));
    expect(delays).toEqual([60_000, 120_000, 240_000, 480_000, 600_000]);
  });

  it('stays the same when it is fixed', () => {
    const retry = resolveRetry({ backoff: { type: 'FIXED_BACKOFF', error_retry_backoff_in_secs: 7 } }, {});
    expect([0, 5].map((error_retries) => backoffDelay({ ...retry, error_retries }, 'error'))).toEqual([
      7000, 7000,
    ]);
    expect(backoffDelay(retry, 'platform')).toBe(60_000);
  });

  it.each([
    [60_000, '1m'],
    [90_061_001, '1d 1h 1m 1s 1ms'],
    [0, '0ms'],
  ])('of %i ms reads %s', (ms, text) => {
    expect(delayText(ms)).toBe(text);
  });
});

describe('a retry policy', () => {
  it('may refer to workflow params, in numbers and durations', () => {
    const retry = resolveRetry(
      { error_retry_limit: '$n', backoff: { type: 'FIXED_BACKOFF', error_retry_backoff_in_secs: '$far' } },
      params,
    );
    expect([retry.error_retry_limit, backoffDelay(retry, 'error')]).toEqual([3, 120_000]);
  });

  it.each([
    ['an unknown param', { error_retry_limit: '$fat' }],
    ['a limit above 99', { error_retry_limit: 100 }],
    [
      'a wait of more than a day',
      { backoff: { type: 'FIXED_BACKOFF', error_retry_backoff_in_secs: 86_401 } },
    ],
  ] as const)('with %s is the default one', (_, policy) => {
    expect(resolveRetry(policy, params)).toBe(DEFAULT_RETRY);
  });

  it('allows no retry more than its limit, and none once retries are given up', () => {
    expect([0, 1, 2].map((retries) => mayRetry(afterRetries(retries), 'error'))).toEqual([true, true, false]);
    expect(mayRetry({ ...DEFAULT_RETRY, retryable: false }, 'error')).toBe(false);
  });
});
