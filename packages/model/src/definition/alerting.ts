import { z } from 'zod';
import { caseless, epochMillisSchema, openObject, wireObject } from '../wire.ts';

/** What an alert can be about. */
export const ALERT_TYPES = [
  'STEP_FAILURE',
  'TCT_VIOLATION',
  'LONG_RUNNING',
  'DEPENDENCY_LATE',
  'BREAKPOINT_HIT',
  'DEFINITION_CHANGE',
  'RUN_SUCCESS',
  'SUCCESS_WITHIN',
] as const;
export type AlertType = (typeof ALERT_TYPES)[number];

const slackSchema = wireObject({
  users: z.array(z.string()).optional(),
  channels: z.array(z.string()).optional(),
  mention_users: z.array(z.string()).optional(),
});

const typeConfigSchema = wireObject({
  emails: z.array(z.string()).optional(),
  pagerduties: z.array(z.string()).optional(),
  slack: slackSchema.optional(),
  actions: z.array(caseless(['email', 'page', 'slack', 'cancel'])).optional(),
  disabled: z.boolean().optional(),
  granularity: caseless(['WORKFLOW', 'STEP', 'ALL']).optional(),
  duration_minutes: z.int().optional(),
});

/** When a run should be complete: exactly one of the three times. */
export const tctSchema = wireObject({
  completed_by_hour: z.int().optional(),
  duration_minutes: z.int().optional(),
  completed_by_ts: epochMillisSchema.optional(),
  tz: z.string().optional(),
})
  .superRefine((tct, context) => {
    const given = [tct.completed_by_hour, tct.duration_minutes, tct.completed_by_ts].filter(
      (time) => time !== undefined,
    ).length;
    if (given === 1) return;
    context.addIssue({
      code: 'custom',
      message: `must have exactly one of completed_by_hour, duration_minutes, completed_by_ts, not ${given}`,
    });
  })
  .meta({ id: 'Tct' });
export type Tct = z.infer<typeof tctSchema>;

/** Whom to tell about what; stored and published as it is, apart from the interpolation of the emails. */
export const alertingSchema = openObject({
  emails: z.array(z.string()).optional(),
  pagerduties: z.array(z.string()).optional(),
  slack: slackSchema.optional(),
  bypass_digest_config: wireObject({
    workflow: z.boolean().optional(),
    steps: z.array(z.string()).optional(),
  }).optional(),
  pagerduty_config: wireObject({
    severity: caseless(['CRITICAL', 'ERROR', 'WARNING', 'INFO']).optional(),
    always_page: z.boolean().optional(),
  }).optional(),
  type_configs: z.record(z.string(), typeConfigSchema).optional(),
  tct: tctSchema.optional(),
}).meta({ id: 'Alerting' });
export type Alerting = z.infer<typeof alertingSchema>;
