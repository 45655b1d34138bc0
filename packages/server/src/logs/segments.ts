import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** One file of a log. Its name is the offset of its first byte, so a log's offsets need no index beside it. */
export interface Segment {
  readonly start: number;
  readonly size: number;
}

const SEGMENT_NAME = /^(\d{16})\.log$/;

/** The file name of the segment that begins at `start`. */
export function segmentName(start: number): string {
  return `${String(start).padStart(16, '0')}.log`;
}

/** The segments in `folder`, in order; none when the folder does not exist. */
export async function listSegments(folder: string): Promise<Segment[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const starts = names.flatMap((name) => {
    const start = SEGMENT_NAME.exec(name)?.[1];
    return start === undefined ? [] : [Number(start)];
  });
  starts.sort((a, b) => a - b);
  const segments = await Promise.all(
    starts.map(async (start) => {
      const found = await stat(join(folder, segmentName(start))).catch(() => undefined);
      return found && { start, size: found.size };
    }),
  );
  return segments.filter((segment) => segment !== undefined);
}

/** Bytes that were ever written to a log with these segments. */
export function totalBytes(segments: readonly Segment[]): number {
  const last = segments.at(-1);
  return last ? last.start + last.size : 0;
}
