import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from './setup-error.ts';

/**
 * `undone`: passing, and nothing was changed, so just do it again. `unsure`: passing, and what was asked may have been
 * done. `permanent`: it would fail again.
 */
export type Fault = 'undone' | 'unsure' | 'permanent';

const FAULTS: Readonly<Record<string, Fault>> = {
  '40001': 'undone', // serialization_failure
  '40P01': 'undone', // deadlock_detected
  '55P03': 'undone', // lock_not_available
  '25006': 'undone', // read_only_sql_transaction: a replica, until the failover is over
  '25P03': 'undone', // idle_in_transaction_session_timeout
  '53000': 'undone', // insufficient_resources
  '53100': 'undone', // disk_full
  '53200': 'undone', // out_of_memory
  '53300': 'undone', // too_many_connections
  '57P03': 'undone', // cannot_connect_now: starting up or shutting down
  '57P01': 'unsure', // admin_shutdown
  '57P02': 'unsure', // crash_shutdown
  '57P05': 'unsure', // idle_session_timeout
  '08000': 'unsure', // connection_exception
  '08001': 'undone', // sqlclient_unable_to_establish_sqlconnection
  '08003': 'unsure', // connection_does_not_exist
  '08004': 'undone', // sqlserver_rejected_establishment_of_sqlconnection
  '08006': 'unsure', // connection_failure
  '08007': 'unsure', // transaction_resolution_unknown
  '40003': 'unsure', // statement_completion_unknown
  ECONNREFUSED: 'undone',
  EHOSTUNREACH: 'undone',
  ENETUNREACH: 'undone',
  ENOTFOUND: 'undone',
  EAI_AGAIN: 'undone',
  ECONNRESET: 'unsure',
  EPIPE: 'unsure',
  ETIMEDOUT: 'unsure',
};

/** pg gives its own errors no code. */
const MESSAGES: readonly { readonly start: string; readonly fault: Fault }[] = [
  { start: 'Connection terminated due to connection timeout', fault: 'undone' },
  { start: 'timeout exceeded when trying to connect', fault: 'undone' },
  { start: 'timeout expired', fault: 'undone' },
  { start: 'Client has encountered a connection error and is not queryable', fault: 'undone' },
  { start: 'Client was closed and is not queryable', fault: 'undone' },
  { start: 'Connection terminated', fault: 'unsure' },
];

/** Whether, and how safely, what ended in `error` can be tried again. The one list of passing database faults. */
export function faultOf(error: unknown): Fault {
  if (error instanceof AggregateError)
    return error.errors.length > 0 ? faultOf(error.errors[0]) : 'permanent';
  const known = FAULTS[errorCode(error) ?? ''];
  if (known !== undefined) return known;
  const message = error instanceof Error ? error.message : '';
  return MESSAGES.find(({ start }) => message.startsWith(start))?.fault ?? 'permanent';
}

export interface RetryPolicy {
  /** Tries altogether; Infinity goes on until it works or `signal` says stop. */
  readonly attempts: number;
  /** The first wait; doubled each time, and made up to a half shorter at random so that servers don't march in step. */
  readonly first_wait_ms: number;
  readonly max_wait_ms: number;
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 8, first_wait_ms: 20, max_wait_ms: 5_000 };

export interface RetryOptions {
  readonly policy?: RetryPolicy;
  /** True when doing it twice does no harm: then `unsure` faults are retried too. */
  readonly isIdempotent?: boolean;
  readonly signal?: AbortSignal;
  readonly onRetry?: (error: unknown, attempt: number, wait_ms: number) => void;
}

/** Does `work` until it succeeds, tries run out, or it fails for good; then rejects with the last error. */
export async function retry<T>(work: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const policy = options.policy ?? DEFAULT_RETRY;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const fault = faultOf(error);
      const isPassing = fault === 'undone' || (fault === 'unsure' && options.isIdempotent === true);
      if (!isPassing || attempt >= policy.attempts || options.signal?.aborted) throw error;
      const wait = waitBefore(policy, attempt);
      options.onRetry?.(error, attempt, wait);
      await delay(wait, undefined, options.signal === undefined ? {} : { signal: options.signal });
    }
  }
}

function waitBefore(policy: RetryPolicy, attempt: number): number {
  const full = Math.min(policy.first_wait_ms * 2 ** (attempt - 1), policy.max_wait_ms);
  return full * (1 - Math.random() / 2);
}
