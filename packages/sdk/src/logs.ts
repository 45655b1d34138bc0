import { type EndpointQuery, endpoints, type LogChunkResponse } from '@rondo/model';
import { type AttemptRef, attemptPath } from './references.ts';
import type { Call } from './transport.ts';

type LogQuery = EndpointQuery<typeof endpoints.readStepLogs>;

/** Where to begin to follow, and how to end early. */
export interface FollowOptions {
  readonly offset?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

async function* follow(
  call: Call,
  ref: AttemptRef,
  options: FollowOptions,
): AsyncGenerator<LogChunkResponse> {
  let offset = options.offset ?? 0;
  for (;;) {
    const chunk = await call(endpoints.readStepLogs, {
      params: attemptPath(ref),
      query: { offset, follow: true },
      signal: options.signal,
    });
    if (chunk.text !== '') yield chunk;
    if (chunk.complete) return;
    offset = chunk.next_offset;
  }
}

/** Calls about the output of step attempts. */
export const logCalls = (call: Call) => ({
  /** A part of the output. */
  read: (ref: AttemptRef, query: LogQuery = {}) =>
    call(endpoints.readStepLogs, { params: attemptPath(ref), query }),
  /** The output as it grows, until the attempt is over. */
  follow: (ref: AttemptRef, options: FollowOptions = {}) => follow(call, ref, options),
});

/** What `logCalls` makes. */
export type LogCalls = ReturnType<typeof logCalls>;
