import { z } from 'zod';
import { parsableLongSchema } from '../duration.ts';
import { byType, caseless } from '../wire.ts';

/** The cron texts behind the predefined schedules. */
export const PREDEFINED_SCHEDULES = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
} as const;

export type PredefinedSchedule = keyof typeof PREDEFINED_SCHEDULES;

const schedules = Object.keys(PREDEFINED_SCHEDULES) as [PredefinedSchedule];
const withAt = (value: unknown): unknown =>
  typeof value === 'string' && !value.startsWith('@') ? `@${value}` : value;

const cronSchema = z.strictObject({
  type: z.literal('CRON'),
  cron: z.string(),
  timezone: z.string().optional(),
  fuzzy_max_delay: parsableLongSchema.optional(),
});

const predefinedSchema = z.strictObject({
  type: z.literal('PREDEFINED'),
  expression: z.preprocess(withAt, caseless(schedules)) as z.ZodType<PredefinedSchedule, PredefinedSchedule>,
  timezone: z.string().optional(),
  fuzzy_max_delay: parsableLongSchema.optional(),
});

const intervalSchema = z.strictObject({
  type: z.literal('INTERVAL'),
  interval: z.string().optional(),
  start: z.string().optional(),
  fuzzy_max_delay: parsableLongSchema.optional(),
});

/** Starts a workflow at times. */
export const timeTriggerSchema = byType([cronSchema, predefinedSchema, intervalSchema]).meta({
  id: 'TimeTrigger',
});
export type TimeTrigger = z.infer<typeof timeTriggerSchema>;
