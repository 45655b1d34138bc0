import { z } from 'zod';
import { parsableLongSchema } from '../duration.ts';
import { byType, wireObject } from '../wire.ts';

const secs = parsableLongSchema.optional();

const exponentialSchema = z.strictObject({
  type: z.literal('EXPONENTIAL_BACKOFF'),
  error_retry_backoff_in_secs: secs,
  error_retry_exponent: secs,
  error_retry_limit_in_secs: secs,
  platform_retry_backoff_in_secs: secs,
  platform_retry_exponent: secs,
  platform_retry_limit_in_secs: secs,
  timeout_retry_backoff_in_secs: secs,
  timeout_retry_exponent: secs,
  timeout_retry_limit_in_secs: secs,
});

const fixedSchema = z.strictObject({
  type: z.literal('FIXED_BACKOFF'),
  error_retry_backoff_in_secs: secs,
  platform_retry_backoff_in_secs: secs,
  timeout_retry_backoff_in_secs: secs,
});

/** How long to wait before a retry, by kind of failure. */
export const backoffSchema = byType([exponentialSchema, fixedSchema]).meta({ id: 'Backoff' });
export type Backoff = z.infer<typeof backoffSchema>;

/** How often and after which delay a typed step is retried, by kind of failure; unset parts take the defaults. */
export const retryPolicySchema = wireObject({
  error_retry_limit: parsableLongSchema.optional(),
  platform_retry_limit: parsableLongSchema.optional(),
  timeout_retry_limit: parsableLongSchema.optional(),
  backoff: backoffSchema.optional(),
}).meta({ id: 'RetryPolicy' });
export type RetryPolicy = z.infer<typeof retryPolicySchema>;
