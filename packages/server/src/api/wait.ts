import { isTerminalWorkflowStatus } from '@rondo/model';
import type { FastifyReply } from 'fastify';
import type { Pool } from '../postgres/client.ts';
import type { RunRow } from '../storage/run-codec.ts';
import { readRunHeads } from '../storage/run-head.ts';
import type { RunWatch } from './run-watch.ts';

/** How long a read waits for the end of a run when the request does not say. */
export const DEFAULT_WAIT_MS = 30_000;

/** Resolves when the run is over, the time is up, or `signal` says that nobody waits any more. */
export async function waitForTerminal(
  deps: { readonly pool: Pool; readonly watch: RunWatch },
  row: RunRow,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  let wake = () => {};
  const isDone = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const unwatch = deps.watch.watch(row, (change) => {
    if (change.isTerminal) wake();
  });
  const timer = setTimeout(wake, timeoutMs);
  signal.addEventListener('abort', wake);
  try {
    // The run may have ended after the row was read and before anybody watched.
    const [head] = await readRunHeads(deps.pool, [row.run_key]);
    if (signal.aborted || !head || isTerminalWorkflowStatus(head.status)) return;
    await isDone;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', wake);
    unwatch();
  }
}

/** Aborted when the client goes away or the API closes, whichever is first. */
export function abortSignalOf(reply: FastifyReply, closing: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const abort = () => {
    closing.removeEventListener('abort', abort);
    controller.abort();
  };
  closing.addEventListener('abort', abort);
  // Of the answer, not of the request: a request is closed as soon as its body has been read.
  reply.raw.once('close', abort);
  if (closing.aborted || reply.raw.destroyed) abort();
  return controller.signal;
}

/** Resolves when an answer that is being streamed can take more, or nobody reads it any more. */
export function drained(raw: FastifyReply['raw'], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      raw.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    raw.once('drain', done);
    signal.addEventListener('abort', done);
  });
}
