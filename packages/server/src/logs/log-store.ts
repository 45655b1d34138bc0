/** Where the output of step attempts goes while they run, and where it is read from, live and afterwards. */

/** Names one attempt's log. */
export interface AttemptKey {
  readonly workflow_id: string;
  readonly workflow_instance_id: number;
  readonly workflow_run_id: number;
  readonly step_id: string;
  readonly step_attempt_id: number;
}

/** The writing end. Appends never fail the step: a log that cannot be written says so in the server's own log. */
export interface AttemptLog {
  append(text: string | Uint8Array): void;
  /** Resolves when everything appended so far can be read back. */
  flush(): Promise<void>;
  /** Bytes that the attempt has written so far, everything appended before the call included. */
  size(): Promise<number>;
  /** Flushes and releases the file; later appends reopen it. */
  close(): Promise<void>;
}

/** A part of a log. Offsets are bytes from the attempt's first output and stay valid when old parts are rotated out. */
export interface LogChunk {
  readonly text: string;
  /** Where `text` starts: the asked offset, or later if that part was rotated out. */
  readonly offset: number;
  /** The offset to ask for next. */
  readonly next_offset: number;
  /** Bytes that the attempt has written so far. */
  readonly total: number;
}

export interface LogStore {
  open(key: AttemptKey): AttemptLog;
  /** Reads at most `limit` bytes from `offset`, cut at a character boundary. A negative offset counts from the end. */
  read(key: AttemptKey, offset: number, limit: number): Promise<LogChunk>;
  /** Calls `listener` after each append to the attempt in this process, until the returned function is called. */
  onAppend(key: AttemptKey, listener: () => void): () => void;
  stop(): Promise<void>;
}
