import type { Timeline, TimelineEvent } from '@rondo/model';

/** A STATUS event for each status that has a time. */
export function statusEvents(
  statuses: readonly (readonly [status: string, time: number | undefined])[],
): TimelineEvent[] {
  return statuses.flatMap(([status, timestamp]) =>
    timestamp === undefined ? [] : [{ timestamp, type: 'STATUS' as const, status }],
  );
}

/** The timeline with the events put in by time; what happened at the same instant keeps its order. */
export function enrichTimeline(timeline: Timeline, events: readonly TimelineEvent[]): Timeline {
  return [...timeline, ...events].sort((left, right) => left.timestamp - right.timestamp);
}
