import { describe, expect, it } from 'vitest';
import { appendTimeline, type Timeline, type TimelineEvent } from './timeline.ts';

const log = (message: string, timestamp: number): TimelineEvent => ({
  type: 'LOG',
  level: 'INFO',
  message,
  timestamp,
});

describe('a timeline', () => {
  it('ignores an event that only repeats the last one at another time', () => {
    const timeline = [log('a', 1)];
    const same: TimelineEvent = { message: 'a', timestamp: 2, level: 'INFO', type: 'LOG' };
    expect(appendTimeline(timeline, same)).toBe(timeline);
  });

  it('takes an event that repeats an earlier one', () => {
    expect(appendTimeline([log('a', 1), log('b', 2)], log('a', 3))).toHaveLength(3);
  });

  it('drops the oldest event beyond 32', () => {
    let timeline: Timeline = [];
    for (let index = 1; index <= 40; index += 1)
      timeline = appendTimeline(timeline, log(`event ${index}`, index));
    expect(timeline.map(({ timestamp }) => timestamp)).toEqual(
      Array.from({ length: 32 }, (_, index) => index + 9),
    );
  });
});
