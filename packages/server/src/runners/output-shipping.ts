import { type FileHandle, open, readFile, rename, writeFile } from 'node:fs/promises';
import type { AttemptLog } from '../logs/log-store.ts';
import { completeLength } from '../logs/utf8.ts';

const CHUNK_BYTES = 256 * 1024;

/** What is shipped where, and when to end. */
export interface Shipping {
  /** The file that the job writes. */
  readonly output: string;
  /** The file that remembers how far it went. */
  readonly checkpoint: string;
  readonly log: AttemptLog;
  /** True when the job writes no more. Asked before each read. */
  isOver(): boolean;
  /** True when the shipping should end where it is. */
  isStopped(): boolean;
  /** Resolves after `ms`, or earlier when `isOver` or `isStopped` became true. */
  wait(ms: number): Promise<void>;
  /** Told how many bytes the job has written so far. */
  onProgress(bytes: number): void;
}

/** Says that byte `log` of the attempt's log is byte `source` of the job's output. */
interface Checkpoint {
  readonly source: number;
  readonly log: number;
}

/**
 * Copies a growing file into an attempt log until the job is over, cut between characters. While a job runs nothing
 * else writes to its log, so one checkpoint and the size of the log tell a successor exactly where to go on: no line
 * is lost or doubled when the server dies.
 */
export async function shipOutput(shipping: Shipping): Promise<void> {
  const { log } = shipping;
  const handle = await open(shipping.output, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (!handle) return;
  try {
    let checkpoint = await readCheckpoint(shipping);
    const fileSize = (await handle.stat()).size;
    let source = Math.min(fileSize, checkpoint.source + Math.max(0, (await log.size()) - checkpoint.log));
    let pause = 10;
    while (!shipping.isStopped()) {
      const isOver = shipping.isOver();
      const bytes = await readChunk(handle, source);
      const length = completeLength(bytes) || (isOver ? bytes.length : 0);
      if (length === 0) {
        if (isOver) break;
        await shipping.wait(pause);
        pause = Math.min(pause * 2, 250);
        continue;
      }
      log.append(bytes.subarray(0, length));
      await log.flush();
      source += length;
      pause = 10;
      const size = await log.size();
      // The log lost output or noted a loss: the two no longer run in parallel, so they are tied together anew.
      if (size - checkpoint.log !== source - checkpoint.source) {
        checkpoint = await writeCheckpoint(shipping, { source, log: size });
      }
      shipping.onProgress(source);
    }
  } finally {
    await handle.close();
  }
}

async function readChunk(handle: FileHandle, position: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, position);
  return buffer.subarray(0, bytesRead);
}

async function readCheckpoint(shipping: Shipping): Promise<Checkpoint> {
  const text = await readFile(shipping.checkpoint, 'utf8').catch(() => undefined);
  if (text !== undefined) return JSON.parse(text) as Checkpoint;
  return writeCheckpoint(shipping, { source: 0, log: await shipping.log.size() });
}

async function writeCheckpoint(shipping: Shipping, checkpoint: Checkpoint): Promise<Checkpoint> {
  await writeFile(`${shipping.checkpoint}.new`, JSON.stringify(checkpoint));
  await rename(`${shipping.checkpoint}.new`, shipping.checkpoint);
  return checkpoint;
}
