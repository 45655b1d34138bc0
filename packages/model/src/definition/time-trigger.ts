import { z } from 'zod';
import { parsableLongSchema } from '../duration.ts';
import { caseless, wireObject } from '../wire.ts';

/** The cron texts behind the predefined schedules. */
export const PREDEFINED_SCHEDULES = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
} as const;

const schedules = Object.keys(PREDEFINED_SCHEDULES) as [keyof typeof PREDEFINED_SCHEDULES];
const withAt = (value: unknown): unknown =>
  typeof value === 'string' && !value.startsWith('@') ? `@${value}` : value;

const cronSchema = wireObject({
  type: caseless(['CRON']),
  cron: z.string(),
  timezone: z.string().optional(),
  fuzzy_max_delay: parsableLongSchema.optional(),
});

const predefinedSchema = wireObject({
  type: caseless(['PREDEFINED']),
  expression: z.preprocess(withAt, caseless(schedules)),
  timezone: z.string().optional(),
  fuzzy_max_delay: parsableLongSchema.optional(),
});

const intervalSchema = wireObject({
  type: caseless(['INTERVAL']),
  interval: z.string().optional(),
  start: z.string().optional(),
  fuzzy_max_delay: parsableLongSchema.optional(),
});

/** Starts a workflow at times. */
export const timeTriggerSchema = z
  .union([cronSchema, predefinedSchema, intervalSchema])
  .meta({ id: 'TimeTrigger' });
export type TimeTrigger = z.infer<typeof timeTriggerSchema>;
