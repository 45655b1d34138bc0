import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from './error.ts';
import { userSchema } from './user.ts';
import { epochMillisSchema } from './wire.ts';

/** How grave a log event is. */
export const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const codes = Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]];
const timestamp = epochMillisSchema;

/** Something that happened to an instance, at an epoch ms. */
export const timelineEventSchema = z
  .discriminatedUnion('type', [
    z.object({ timestamp, type: z.literal('LOG'), level: z.enum(LOG_LEVELS), message: z.string() }),
    z.object({
      timestamp,
      type: z.literal('DETAILS'),
      status: z.enum(codes),
      message: z.string(),
      errors: z.array(z.string()).optional(),
      retryable: z.boolean().optional(),
    }),
    z.object({ timestamp, type: z.literal('STATUS'), status: z.string() }),
    z.object({
      timestamp,
      type: z.literal('ACTION'),
      action: z.string(),
      author: userSchema.optional(),
      message: z.string().optional(),
      reason: z.string().optional(),
      info: z.int().optional(),
    }),
    z.object({
      timestamp,
      type: z.literal('MILESTONE'),
      status: z.string(),
      milestone_type: z.enum(['CMB_JOB', 'CMB_TASK']),
      source_id: z.string(),
      info: z.string().max(1000).optional(),
    }),
  ])
  .meta({ id: 'TimelineEvent' });
export type TimelineEvent = z.infer<typeof timelineEventSchema>;

/** What happened, oldest first. */
export type Timeline = TimelineEvent[];
export const timelineSchema = z.array(timelineEventSchema).meta({ id: 'Timeline' });

/** How many events a timeline keeps. */
export const MAX_TIMELINE_EVENTS = 32;

const sameBesidesTime = (left: TimelineEvent, right: TimelineEvent): boolean => {
  const text = (event: TimelineEvent) =>
    JSON.stringify(Object.entries({ ...event, timestamp: 0 }).sort(([a], [b]) => (a < b ? -1 : 1)));
  return left.type === right.type && text(left) === text(right);
};

/** The timeline with the event added; the same one when the event only repeats the last, and never more than 32. */
export const appendTimeline = (timeline: Timeline, event: TimelineEvent): Timeline => {
  const last = timeline.at(-1);
  if (last !== undefined && sameBesidesTime(last, event)) return timeline;
  return [...timeline.slice(Math.max(0, timeline.length + 1 - MAX_TIMELINE_EVENTS)), event];
};
