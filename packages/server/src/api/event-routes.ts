import {
  endpoints,
  isTerminalWorkflowStatus,
  RondoError,
  type RunChange,
  stringifyJson,
  type WorkflowInstanceStatus,
} from '@rondo/model';
import type { FastifyReply } from 'fastify';
import type { RunRow } from '../storage/run-codec.ts';
import { readRunHeads } from '../storage/run-head.ts';
import { listChangedSteps } from '../storage/step-reader.ts';
import type { Resources } from './resources.ts';
import { implement, type Route } from './route.ts';
import { requireRun } from './run-access.ts';
import { abortSignalOf, drained } from './wait.ts';

/** Silence after which a comment is sent, so that nothing in between takes the connection for dead. */
const HEARTBEAT_MS = 15_000;

/** What answers the calls that stream. */
export function eventRoutes(resources: Resources): Route[] {
  return [
    implement(endpoints.streamRunEvents, async ({ params, request, reply }) => {
      const { workflowId, workflowInstanceId, workflowRunId } = params;
      const after = lastEventId(request.headers['last-event-id']);
      const row = await requireRun(resources, workflowId, workflowInstanceId, workflowRunId);
      if (isTerminalWorkflowStatus(row.status as WorkflowInstanceStatus) && after >= row.revision) {
        // The one answer after which a browser does not connect again.
        reply.code(204).send();
        return undefined;
      }
      const signal = abortSignalOf(reply, resources.closing);
      reply.hijack();
      await stream(resources, row, after, reply, signal).catch((error: unknown) => {
        if (!signal.aborted) resources.log.warn({ err: error }, 'an event stream broke off');
      });
      reply.raw.end();
      return undefined;
    }),
  ];
}

function lastEventId(header: string | string[] | undefined): number {
  if (header === undefined || header === '') return -1;
  if (typeof header === 'string' && /^\d{1,15}$/.test(header)) return Number(header);
  throw new RondoError('BAD_REQUEST', `Last-Event-ID must be the id of an event, not [${header}]`);
}

async function stream(
  resources: Resources,
  row: RunRow,
  after: number,
  reply: FastifyReply,
  signal: AbortSignal,
): Promise<void> {
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // A stream is the last answer on its connection, so that closing the server does not wait for another request.
    connection: 'close',
    'x-accel-buffering': 'no',
  });
  raw.write(': a run of a workflow\n\n');
  const bell = new Bell(signal);
  const unwatch = resources.watch.watch(row, () => bell.ring());
  const heartbeat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS);
  try {
    for (let sent = after; !signal.aborted; ) {
      const change = await readChange(resources, row.run_key, sent);
      if (change) {
        sent = change.revision;
        const isFull = !raw.write(`id: ${change.revision}\ndata: ${stringifyJson(change)}\n\n`);
        if (isTerminalWorkflowStatus(change.status)) return;
        // Whoever reads slowly gets fewer and larger events.
        if (isFull) await drained(raw, signal);
      }
      await bell.rung();
    }
  } finally {
    clearInterval(heartbeat);
    unwatch();
  }
}

async function readChange(
  { pool }: Resources,
  runKey: number,
  after: number,
): Promise<RunChange | undefined> {
  const [head] = await readRunHeads(pool, [runKey]);
  if (!head || head.revision <= after) return undefined;
  return {
    revision: head.revision,
    status: head.status,
    ...(head.start_time !== null && { start_time: head.start_time }),
    ...(head.end_time !== null && { end_time: head.end_time }),
    steps: await listChangedSteps(pool, runKey, after),
  };
}

/** Remembers that it was rung while nobody listened; rung for good once `signal` is aborted. */
class Bell {
  #isRung = false;
  #wake = () => {};
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.ring(), { once: true });
  }

  ring(): void {
    this.#isRung = true;
    this.#wake();
  }

  async rung(): Promise<void> {
    if (!this.#isRung && !this.#signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#isRung = false;
  }
}
