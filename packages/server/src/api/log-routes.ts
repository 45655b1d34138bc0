import { endpoints, isTerminalStepStatus, RondoError, type StepInstanceStatus } from '@rondo/model';
import type { FastifyReply } from 'fastify';
import type { AttemptKey, LogChunk } from '../logs/log-store.ts';
import type { RunRow } from '../storage/run-codec.ts';
import { type KeyedStepRow, readStep } from '../storage/step-reader.ts';
import type { Resources } from './resources.ts';
import { implement, type Route } from './route.ts';
import { requireRun } from './run-access.ts';
import { abortSignalOf, drained } from './wait.ts';

const DEFAULT_LIMIT = 65_536;
/** How long a followed log may have nothing new to say before the answer goes out. */
const FOLLOW_MS = 25_000;
/** Output that another process writes is noticed this late. */
const FOLLOW_POLL_MS = 1_000;

type Chunk = LogChunk & { readonly complete: boolean };

/** What answers the calls about the output of attempts. */
export function logRoutes(resources: Resources): Route[] {
  return [
    implement(endpoints.readStepLogs, async ({ params, query, request, reply }) => {
      const run = await requireRun(
        resources,
        params.workflowId,
        params.workflowInstanceId,
        params.workflowRunId,
      );
      const row = await requireAttempt(resources, run, params.stepId, params.attempt);
      const reader = new AttemptReader(resources, run, row, query.limit ?? DEFAULT_LIMIT);
      const offset = query.offset ?? 0;
      if (!query.follow) return reader.read(offset);
      const signal = abortSignalOf(reply, resources.closing);
      if (!wantsText(request.headers.accept)) return reader.follow(offset, signal);
      await streamText(reader, offset, reply, signal);
      return undefined as never;
    }),
  ];
}

/** Whether a client asks for the bare output rather than parts of it in JSON. */
function wantsText(accept: string | undefined): boolean {
  return accept?.split(',')[0]?.trim().startsWith('text/plain') ?? false;
}

/** Sends the output as it grows, until the attempt is over. */
async function streamText(
  reader: AttemptReader,
  offset: number,
  reply: FastifyReply,
  signal: AbortSignal,
): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'close',
  });
  raw.flushHeaders();
  for (let next = offset; !signal.aborted; ) {
    const chunk = await reader.follow(next, signal);
    if (chunk.text !== '' && !raw.write(chunk.text)) await drained(raw, signal);
    if (chunk.complete) break;
    next = chunk.next_offset;
  }
  raw.end();
}

async function requireAttempt(
  { pool }: Resources,
  run: RunRow,
  stepId: string,
  attempt: number | 'latest',
): Promise<KeyedStepRow> {
  const row = await readStep(pool, run.run_key, stepId, attempt);
  if (row) return row;
  const name = `[${run.workflow_id}][${run.instance_id}][${run.run_id}][${stepId}][${attempt}]`;
  throw new RondoError('NOT_FOUND', `Step instance ${name} does not exist`);
}

/** Reads the log of one attempt. */
class AttemptReader {
  readonly #resources: Resources;
  readonly #run: RunRow;
  readonly #key: AttemptKey;
  readonly #limit: number;
  #isOver: boolean;

  constructor(resources: Resources, run: RunRow, row: KeyedStepRow, limit: number) {
    this.#resources = resources;
    this.#run = run;
    this.#limit = limit;
    this.#key = {
      workflow_id: run.workflow_id,
      workflow_instance_id: run.instance_id,
      workflow_run_id: run.run_id,
      step_id: row.step_id,
      step_attempt_id: row.attempt_id,
    };
    this.#isOver = isOver(row);
  }

  async read(offset: number): Promise<Chunk> {
    // Asked before reading: an attempt that was over by then has written all it ever will.
    const isOver = this.#isOver;
    const chunk = await this.#resources.logs.read(this.#key, offset, this.#limit);
    return { ...chunk, complete: isOver && chunk.next_offset >= chunk.total };
  }

  /** The next output after `offset`, or what there is when nothing comes for long, or the attempt is over. */
  async follow(offset: number, signal: AbortSignal): Promise<Chunk> {
    const deadline = performance.now() + FOLLOW_MS;
    let wake = () => {};
    const unsubscribe = this.#resources.logs.onAppend(this.#key, () => wake());
    const unwatch = this.#resources.watch.watch(this.#run, () => wake());
    try {
      for (;;) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const chunk = await this.read(offset);
        const isLate = performance.now() >= deadline;
        if (chunk.text !== '' || chunk.complete || signal.aborted || isLate) return chunk;
        const timer = setTimeout(() => wake(), FOLLOW_POLL_MS);
        await woken;
        clearTimeout(timer);
        await this.#lookUp();
      }
    } finally {
      unsubscribe();
      unwatch();
    }
  }

  async #lookUp(): Promise<void> {
    const { step_id, step_attempt_id } = this.#key;
    const row = await readStep(this.#resources.pool, this.#run.run_key, step_id, step_attempt_id);
    if (row) this.#isOver = isOver(row);
  }
}

function isOver(row: KeyedStepRow): boolean {
  return isTerminalStepStatus(row.status as StepInstanceStatus);
}
