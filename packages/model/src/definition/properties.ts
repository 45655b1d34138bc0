import { z } from 'zod';
import { tagListSchema } from '../tag.ts';
import { userSchema } from '../user.ts';
import { epochMillisSchema, wireObject } from '../wire.ts';
import { alertingSchema } from './alerting.ts';
import { runStrategySchema } from './run-strategy.ts';

const settable = {
  owner: userSchema.optional(),
  access_control: z.record(z.string(), z.unknown()).optional(),
  run_strategy: runStrategySchema.optional(),
  step_concurrency: z.int().min(1).max(1000).optional(),
  alerting: alertingSchema.optional(),
  alerting_disabled: z.boolean().optional(),
  signal_trigger_disabled: z.boolean().optional(),
  time_trigger_disabled: z.boolean().optional(),
  description: z.string().max(16_384).optional(),
};

/** What holds for all versions of a workflow. */
export const propertiesSchema = wireObject({ ...settable, tags: tagListSchema.optional() }).meta({
  id: 'Properties',
});
export type Properties = z.infer<typeof propertiesSchema>;

/** The properties as one change left them; `create_time` doubles as the id of the snapshot. */
export const propertiesSnapshotSchema = z
  .object({
    ...settable,
    tags: tagListSchema.optional(),
    workflow_id: z.string(),
    create_time: epochMillisSchema,
    author: userSchema,
  })
  .meta({ id: 'PropertiesSnapshot' });
export type PropertiesSnapshot = z.infer<typeof propertiesSnapshotSchema>;

/** A change of properties: what is set replaces, what is absent stays, what is reset becomes unset. */
export const propertiesUpdateSchema = wireObject({
  ...settable,
  reset_run_strategy_rule: z.boolean().optional(),
  reset_workflow_concurrency: z.boolean().optional(),
  reset_step_concurrency: z.boolean().optional(),
})
  .superRefine((update, context) => {
    const conflict = (field: string, reset: string) =>
      context.addIssue({ code: 'custom', path: [field], message: `cannot be set together with ${reset}` });
    if (update.run_strategy !== undefined) {
      if (update.reset_run_strategy_rule) conflict('run_strategy', 'reset_run_strategy_rule');
      if (update.reset_workflow_concurrency) conflict('run_strategy', 'reset_workflow_concurrency');
    }
    if (update.step_concurrency !== undefined && update.reset_step_concurrency) {
      conflict('step_concurrency', 'reset_step_concurrency');
    }
  })
  .meta({ id: 'PropertiesUpdate' });
export type PropertiesUpdate = z.infer<typeof propertiesUpdateSchema>;
