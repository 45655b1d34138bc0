import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { listSegments, type Segment, segmentName, totalBytes } from './segments.ts';

/** How a log is cut into files and how many of them stay. */
export interface SegmentLimits {
  readonly segmentBytes: number;
  /** Kept files: the first, which shows how it began, and the newest. At least 2. */
  readonly maxSegments: number;
}

interface OpenSegment {
  readonly handle: FileHandle;
  readonly start: number;
  size: number;
}

/** Appends to one attempt's segments, in the order of the calls. A write that fails loses its bytes and is reported. */
export class SegmentWriter {
  readonly #folder: string;
  readonly #limits: SegmentLimits;
  readonly #onWritten: () => void;
  readonly #onLost: (error: unknown, bytes: number) => void;
  #queue: Uint8Array[] = [];
  #draining: Promise<void> | undefined;
  #open: OpenSegment | undefined;
  #starts: number[] = [];
  #lost = 0;

  constructor(
    folder: string,
    limits: SegmentLimits,
    onWritten: () => void,
    onLost: (error: unknown, bytes: number) => void,
  ) {
    this.#folder = folder;
    this.#limits = limits;
    this.#onWritten = onWritten;
    this.#onLost = onLost;
  }

  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#queue.push(bytes);
    this.#draining ??= this.#drain();
  }

  /** Resolves when everything appended so far is in the files, or lost and reported. */
  async flush(): Promise<void> {
    while (this.#draining) await this.#draining;
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#release();
  }

  /** The bytes in the files, while one is open: what a reader may read without seeing half a write. */
  get written(): number | undefined {
    return this.#open && this.#open.start + this.#open.size;
  }

  /** Holds no file and nothing to write. */
  get isIdle(): boolean {
    return this.#draining === undefined && this.#open === undefined;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const bytes = this.#queue.length === 1 ? this.#queue[0]! : Buffer.concat(this.#queue);
      this.#queue = [];
      await this.#write(bytes);
    }
    this.#draining = undefined;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    let done = 0;
    try {
      if (this.#lost > 0) {
        const note = Buffer.from(`\n[${this.#lost} bytes of output could not be written here]\n`);
        await this.#writeAll(note, () => undefined);
        this.#lost = 0;
      }
      await this.#writeAll(bytes, (count) => {
        done += count;
      });
    } catch (error) {
      const missing = bytes.length - done;
      this.#lost += missing;
      await this.#release();
      this.#onLost(error, missing);
    }
    this.#onWritten();
  }

  async #writeAll(bytes: Uint8Array, wrote: (count: number) => void): Promise<void> {
    let rest = bytes;
    while (rest.length > 0) {
      const segment = await this.#segment();
      const room = this.#limits.segmentBytes - segment.size;
      const { bytesWritten } = await segment.handle.write(rest, 0, Math.min(room, rest.length));
      segment.size += bytesWritten;
      wrote(bytesWritten);
      rest = rest.subarray(bytesWritten);
    }
  }

  /** The open segment, if it has room, else the next one. */
  async #segment(): Promise<OpenSegment> {
    if (this.#open && this.#open.size < this.#limits.segmentBytes) return this.#open;
    const last = this.#open ?? (await this.#lastSegment());
    const isFull = last.size >= this.#limits.segmentBytes;
    const start = isFull ? last.start + last.size : last.start;
    await this.#release();
    const handle = await open(join(this.#folder, segmentName(start)), 'a', 0o640);
    this.#open = { handle, start, size: isFull ? 0 : last.size };
    if (this.#starts.at(-1) !== start) this.#starts.push(start);
    await this.#prune();
    return this.#open;
  }

  async #lastSegment(): Promise<Segment> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const segments = await listSegments(this.#folder);
    this.#starts = segments.map((segment) => segment.start);
    return segments.at(-1) ?? { start: totalBytes(segments), size: 0 };
  }

  async #prune(): Promise<void> {
    while (this.#starts.length > this.#limits.maxSegments) {
      const [oldest] = this.#starts.splice(1, 1);
      await unlink(join(this.#folder, segmentName(oldest!))).catch(ignoreMissing);
    }
  }

  async #release(): Promise<void> {
    const handle = this.#open?.handle;
    this.#open = undefined;
    await handle?.close().catch(() => undefined);
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
