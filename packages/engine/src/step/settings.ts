import { type Parameters, parseDuration, type RetryPolicy } from '@rondo/model';
import { interpolateAttribute } from '../params/attribute.ts';
import type { Backoff, RetryState } from './state.ts';

const DAY_MS = 86_400_000;

/** How long a step or a workflow may run when its definition does not say (spec A). */
export const DEFAULT_TIMEOUT_MS = 10 * DAY_MS;
const MAX_TIMEOUT_MS = 120 * DAY_MS;

const DEFAULT_LIMITS = { error: 2, platform: 10, timeout: 0 };
const MAX_RETRIES = 99;
const MAX_WAIT_SECONDS = 86_400;
const MAX_EXPONENT = 2_147_483_647;

/** The policy of a step that sets none, and of every step that is not a typed one (spec 2.5). */
export const DEFAULT_BACKOFF: Backoff = {
  type: 'EXPONENTIAL_BACKOFF',
  error_retry_backoff_in_secs: 60,
  error_retry_exponent: 2,
  error_retry_limit_in_secs: 600,
  platform_retry_backoff_in_secs: 60,
  platform_retry_exponent: 2,
  platform_retry_limit_in_secs: 3600,
  timeout_retry_backoff_in_secs: 60,
  timeout_retry_exponent: 2,
  timeout_retry_limit_in_secs: 3600,
};

/** The retry settings of a step without a policy of its own. One object: equal settings can be told by identity. */
export const DEFAULT_RETRY: RetryState = freshRetry(DEFAULT_LIMITS, DEFAULT_BACKOFF);

export type Timeout =
  | { readonly ok: true; readonly ms: number | undefined }
  | { readonly ok: false; readonly message: string };

/** A timeout in milliseconds after interpolation of workflow params; undefined when none is set. */
export function resolveTimeout(timeout: number | string | undefined, params: Parameters): Timeout {
  if (timeout === undefined) return { ok: true, ms: undefined };
  let text = String(timeout);
  if (text.includes('$')) {
    const interpolated = interpolateAttribute(text, params);
    if (!interpolated.ok) return { ok: false, message: `timeout [${text}]: ${interpolated.error.message}` };
    text = interpolated.value;
  }
  const ms = parseDuration(text);
  if (ms === undefined || ms <= 0 || ms > MAX_TIMEOUT_MS) {
    return { ok: false, message: `timeout [${text}] must be more than 0 and at most 120 days` };
  }
  return { ok: true, ms };
}

/** The retry settings of a first attempt. A policy that cannot be parsed gives the default one (spec 2.5). */
export function resolveRetry(policy: RetryPolicy | undefined, params: Parameters): RetryState {
  if (!policy) return DEFAULT_RETRY;
  try {
    const number = (value: number | string | undefined, fallback: number, min: number, max: number) =>
      value === undefined ? fallback : inRange(resolveNumber(value, params), min, max);
    const limits = {
      error: number(policy.error_retry_limit, DEFAULT_LIMITS.error, 0, MAX_RETRIES),
      platform: number(policy.platform_retry_limit, DEFAULT_LIMITS.platform, 0, MAX_RETRIES),
      timeout: number(policy.timeout_retry_limit, DEFAULT_LIMITS.timeout, 0, MAX_RETRIES),
    };
    return freshRetry(limits, resolveBackoff(policy.backoff, number));
  } catch (error) {
    if (error instanceof UnusablePolicy) return DEFAULT_RETRY;
    throw error;
  }
}

class UnusablePolicy extends Error {}

type NumberReader = (
  value: number | string | undefined,
  fallback: number,
  min: number,
  max: number,
) => number;

function resolveBackoff(backoff: RetryPolicy['backoff'], number: NumberReader): Backoff {
  const given = (backoff ?? {}) as Record<string, number | string | undefined>;
  const fixed = backoff?.type === 'FIXED_BACKOFF';
  const resolved: Record<string, number | string> = { type: fixed ? 'FIXED_BACKOFF' : 'EXPONENTIAL_BACKOFF' };
  for (const [key, fallback] of Object.entries(DEFAULT_BACKOFF)) {
    if (typeof fallback !== 'number') continue;
    const isExponent = key.endsWith('_exponent');
    if (fixed && !key.endsWith('_backoff_in_secs')) continue;
    resolved[key] = isExponent
      ? number(given[key], fallback, 0, MAX_EXPONENT)
      : number(given[key], fixed ? 60 : fallback, 1, MAX_WAIT_SECONDS);
  }
  return resolved as unknown as Backoff;
}

function resolveNumber(value: number | string, params: Parameters): number {
  if (typeof value === 'number') return value;
  const interpolated = interpolateAttribute(value, params);
  if (!interpolated.ok) throw new UnusablePolicy();
  const text = interpolated.value.trim();
  if (/^\d+$/.test(text)) return Number(text);
  const ms = parseDuration(text);
  if (ms === undefined) throw new UnusablePolicy();
  return Math.trunc(ms / 1000);
}

function inRange(value: number, min: number, max: number): number {
  if (!Number.isFinite(value) || value < min || value > max) throw new UnusablePolicy();
  return value;
}

function freshRetry(limits: typeof DEFAULT_LIMITS, backoff: Backoff): RetryState {
  return {
    error_retries: 0,
    error_retry_limit: limits.error,
    platform_retries: 0,
    platform_retry_limit: limits.platform,
    timeout_retries: 0,
    timeout_retry_limit: limits.timeout,
    manual_retries: 0,
    retryable: true,
    backoff,
  };
}
