import { endpoints, isTerminalWorkflowStatus, parseJson, type RunChange } from '@rondo/model';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { RondoUnreachableError } from './errors.ts';
import { type RunRef, runPath } from './references.ts';
import type { Send } from './transport.ts';

/** Where to resume, how often to try again without an answer, and how to end early. */
export interface SubscribeOptions {
  /** The id of the last event that was seen; everything from the start when unset. */
  readonly lastEventId?: string | undefined;
  /** Failed connections in a row before giving up; 5 when unset. */
  readonly maxFailures?: number | undefined;
  /** The pause before the first new connection in ms, doubled with each failure; 500 when unset. */
  readonly retryMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A change of the run and the id to resume after it. */
export interface ReceivedEvent {
  readonly id: string | undefined;
  readonly event: RunChange;
}

async function* messagesOf(response: Response, onBytes: () => void): AsyncGenerator<EventSourceMessage> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  const decoder = new TextDecoder();
  let ready: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => ready.push(message) });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onBytes();
      parser.feed(decoder.decode(value, { stream: true }));
      const received = ready;
      ready = [];
      yield* received;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });

const isPassing = (error: unknown): boolean =>
  error instanceof RondoUnreachableError || (error instanceof TypeError && !('status' in error));

async function* subscribe(send: Send, ref: RunRef, options: SubscribeOptions): AsyncGenerator<ReceivedEvent> {
  const { maxFailures = 5, retryMs = 500, signal } = options;
  let lastEventId = options.lastEventId;
  let failures = 0;
  const isAlive = () => {
    failures = 0;
  };
  while (!signal?.aborted) {
    try {
      const headers: Record<string, string> =
        lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
      const response = await send(endpoints.streamRunEvents, { params: runPath(ref), headers, signal });
      if (response.status === 204) return;
      for await (const { id, data } of messagesOf(response, isAlive)) {
        const event = parseJson(data) as RunChange;
        if (id !== undefined) lastEventId = id;
        yield { id, event };
        if (isTerminalWorkflowStatus(event.status)) return;
      }
      throw new RondoUnreachableError(response.url, new Error('the stream ended before the run'));
    } catch (error) {
      if (signal?.aborted) return;
      failures += 1;
      if (!isPassing(error) || failures > maxFailures) throw error;
    }
    await pause(retryMs * 2 ** Math.min(failures, 6), signal);
  }
}

/** Streams of what happens. */
export const eventCalls = (send: Send) => ({
  /** The changes of a run until it is over; a lost connection is resumed after the last event seen. */
  subscribe: (ref: RunRef, options: SubscribeOptions = {}) => subscribe(send, ref, options),
});

/** What `eventCalls` makes. */
export type EventCalls = ReturnType<typeof eventCalls>;
