import type { RetryPolicy } from '../definition/retry-policy.ts';
import type { ParsableLong } from '../duration.ts';
import { boundProblems } from './numbers.ts';
import type { Problem } from './problem.ts';

/** How often a step may be retried per kind of failure, and how long one wait may last in seconds. */
export const MAX_RETRIES = 99;
export const MAX_RETRY_WAIT_SECS = 86_400;
const MAX_EXPONENT = 2_147_483_647;

const backoffProblem = (field: string, value: ParsableLong, path: readonly PropertyKey[]): Problem[] =>
  field.endsWith('_exponent')
    ? boundProblems(value, path, [0, MAX_EXPONENT], 'count')
    : boundProblems(value, path, [1, MAX_RETRY_WAIT_SECS], 'seconds');

/** What is wrong with a retry policy. */
export const retryPolicyProblems = (
  policy: RetryPolicy | undefined,
  path: readonly PropertyKey[],
): Problem[] => {
  if (policy === undefined) return [];
  const { backoff, ...limits } = policy;
  const { type: _type, ...waits } = backoff ?? { type: undefined };
  return [
    ...Object.entries(limits).flatMap(([field, value]) =>
      boundProblems(value, [...path, field], [0, MAX_RETRIES], 'count'),
    ),
    ...Object.entries(waits).flatMap(([field, value]) =>
      value === undefined ? [] : backoffProblem(field, value, [...path, 'backoff', field]),
    ),
  ];
};
