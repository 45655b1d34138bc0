import { attemptPath } from './attempt-path.ts';
import type { AttemptKey, AttemptLog, LogChunk, LogStore } from './log-store.ts';
import { readSegments } from './segment-reader.ts';
import { SegmentWriter } from './segment-writer.ts';
import { listSegments, totalBytes } from './segments.ts';

const MEBIBYTE = 1024 * 1024;

/** Where and how much to keep. */
export interface FileLogStoreOptions {
  /** Holds workflow/instance/run/step/attempt folders; made when needed. */
  readonly directory: string;
  /** Bytes of one file. Default 4 MiB. */
  readonly segmentBytes?: number;
  /** Bytes kept of one attempt: the first segment and the newest ones. Default 64 MiB. */
  readonly maxBytes?: number;
  /** Told when output could not be written, with the folder and the number of bytes lost. */
  readonly warn: (message: string, error: unknown) => void;
}

/** Logs as plain files, readable with `cat`: each attempt's output in segments that are named by their offset. */
export function createFileLogStore(options: FileLogStoreOptions): LogStore {
  return new FileLogStore(options);
}

class FileLogStore implements LogStore {
  readonly #options: FileLogStoreOptions;
  readonly #segmentBytes: number;
  readonly #maxSegments: number;
  readonly #writers = new Map<string, SegmentWriter>();
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor(options: FileLogStoreOptions) {
    this.#options = options;
    this.#segmentBytes = positive('segmentBytes', options.segmentBytes ?? 4 * MEBIBYTE);
    const maxBytes = positive('maxBytes', options.maxBytes ?? 64 * MEBIBYTE);
    this.#maxSegments = Math.max(2, Math.floor(maxBytes / this.#segmentBytes));
  }

  open(key: AttemptKey): AttemptLog {
    const folder = attemptPath(this.#options.directory, key);
    return {
      append: (text) => this.#writer(folder).append(typeof text === 'string' ? Buffer.from(text) : text),
      flush: async () => this.#writers.get(folder)?.flush(),
      size: async () => {
        await this.#writers.get(folder)?.flush();
        return this.#writers.get(folder)?.written ?? totalBytes(await listSegments(folder));
      },
      close: () => this.#close(folder),
    };
  }

  async read(key: AttemptKey, offset: number, limit: number): Promise<LogChunk> {
    if (!Number.isSafeInteger(offset)) throw new RangeError(`offset must be a whole number, not ${offset}`);
    positive('limit', limit);
    const folder = attemptPath(this.#options.directory, key);
    return readSegments(folder, this.#writers.get(folder)?.written, offset, limit);
  }

  onAppend(key: AttemptKey, listener: () => void): () => void {
    const folder = attemptPath(this.#options.directory, key);
    const listeners = this.#listeners.get(folder) ?? new Set();
    // A wrapper, so that the same function registered twice is two registrations.
    const registration = () => listener();
    listeners.add(registration);
    this.#listeners.set(folder, listeners);
    return () => {
      listeners.delete(registration);
      if (listeners.size === 0 && this.#listeners.get(folder) === listeners) this.#listeners.delete(folder);
    };
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#writers.keys()].map((folder) => this.#close(folder)));
    this.#listeners.clear();
  }

  #writer(folder: string): SegmentWriter {
    const known = this.#writers.get(folder);
    if (known) return known;
    const writer = new SegmentWriter(
      folder,
      { segmentBytes: this.#segmentBytes, maxSegments: this.#maxSegments },
      () => this.#notify(folder),
      (error, bytes) =>
        this.#options.warn(`${bytes} bytes of output could not be written to ${folder}`, error),
    );
    this.#writers.set(folder, writer);
    return writer;
  }

  #notify(folder: string): void {
    for (const listener of [...(this.#listeners.get(folder) ?? [])]) {
      try {
        listener();
      } catch (error) {
        this.#options.warn(`A reader of ${folder} failed when it was told of new output`, error);
      }
    }
  }

  async #close(folder: string): Promise<void> {
    const writer = this.#writers.get(folder);
    if (!writer) return;
    // Closed while registered: an append that arrives meanwhile reopens this writer instead of racing a second one.
    await writer.close();
    if (writer.isIdle && this.#writers.get(folder) === writer) this.#writers.delete(folder);
  }
}

function positive(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new RangeError(`${name} must be a whole number above 0, not ${value}`);
}
