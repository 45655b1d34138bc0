import type { RuntimeResult, RuntimeState } from './contract.ts';

/** A result that ends an attempt in failure, with its reason and further lines in the timeline. */
export function failure(
  state: Exclude<RuntimeState, 'CONTINUE' | 'DONE'>,
  now: number,
  message: string,
  errors: readonly string[] = [],
): RuntimeResult {
  const details = errors.length > 0 ? { errors: [...errors] } : {};
  return {
    state,
    timeline: [{ type: 'DETAILS', timestamp: now, status: 'INTERNAL_ERROR', message, ...details }],
  };
}

/** What an unknown thrown thing says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
