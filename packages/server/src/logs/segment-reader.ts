import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogChunk } from './log-store.ts';
import { listSegments, type Segment, segmentName, totalBytes } from './segments.ts';
import { completeLength, leadingContinuation } from './utf8.ts';

/** A character has at most this many bytes, so a smaller limit could stand still. */
const MIN_LIMIT = 4;

/**
 * Reads a part of the log in `folder`. `written` hides what is being written right now. A chunk never spans a part that
 * was rotated out: it ends before the hole, and the next one starts after it.
 */
export async function readSegments(
  folder: string,
  written: number | undefined,
  offset: number,
  limit: number,
): Promise<LogChunk> {
  for (let tries = 0; ; tries += 1) {
    const segments = await listSegments(folder);
    const total = Math.min(totalBytes(segments), written ?? Number.POSITIVE_INFINITY);
    const found = await readFrom(folder, segments, total, offset, Math.max(limit, MIN_LIMIT));
    // A segment may be rotated out between the listing and its opening; the new listing starts later.
    if (found || tries === 5) return found ?? { text: '', offset: total, next_offset: total, total };
  }
}

async function readFrom(
  folder: string,
  segments: readonly Segment[],
  total: number,
  offset: number,
  limit: number,
): Promise<LogChunk | undefined> {
  const asked = offset < 0 ? Math.max(0, total + offset) : Math.min(offset, total);
  const first = segments.findIndex((segment) => segment.start + segment.size > asked);
  if (first === -1 || asked >= total) return { text: '', offset: asked, next_offset: asked, total };
  const start = Math.max(asked, segments[first]!.start);
  const end = Math.min(start + limit, total, contiguousEnd(segments, first));
  const bytes = await readRange(folder, segments.slice(first), start, end);
  if (!bytes) return undefined;
  const skipped = start === 0 ? 0 : leadingContinuation(bytes);
  const goesOn = end < total && end < contiguousEnd(segments, first);
  const length = (goesOn && completeLength(bytes)) || bytes.length;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + skipped, Math.max(0, length - skipped)).toString(
    'utf8',
  );
  return { text, offset: start + skipped, next_offset: start + Math.max(length, skipped), total };
}

function contiguousEnd(segments: readonly Segment[], first: number): number {
  let end = segments[first]!.start + segments[first]!.size;
  for (const next of segments.slice(first + 1)) {
    if (next.start !== end) break;
    end += next.size;
  }
  return end;
}

async function readRange(
  folder: string,
  segments: readonly Segment[],
  start: number,
  end: number,
): Promise<Uint8Array | undefined> {
  const bytes = Buffer.alloc(end - start);
  let position = start;
  for (const segment of segments) {
    if (position >= end) break;
    const length = Math.min(end, segment.start + segment.size) - position;
    const handle = await open(join(folder, segmentName(segment.start)), 'r').catch(() => undefined);
    if (!handle) return undefined;
    try {
      const { bytesRead } = await handle.read(bytes, position - start, length, position - segment.start);
      if (bytesRead < length) return undefined;
    } finally {
      await handle.close();
    }
    position += length;
  }
  return bytes;
}
