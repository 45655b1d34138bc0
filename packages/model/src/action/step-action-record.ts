import { z } from 'zod';
import { restartConfigSchema } from '../instance/run-config.ts';
import { paramDefinitionsSchema } from '../param/param-definition.ts';
import { userSchema } from '../user.ts';
import { epochMillisSchema } from '../wire.ts';
import { STEP_INSTANCE_ACTIONS } from './step-action.ts';

/** What was asked of a step and waits for it; at most one per step. TIME_OUT only comes from the system. */
export const stepActionSchema = z
  .object({
    workflow_id: z.string(),
    workflow_instance_id: z.int(),
    workflow_run_id: z.int(),
    step_id: z.string(),
    action: z.enum([...STEP_INSTANCE_ACTIONS, 'TIME_OUT']),
    user: userSchema,
    reason: z.string().optional(),
    workflow_action: z.boolean(),
    create_time: epochMillisSchema,
    run_params: paramDefinitionsSchema.optional(),
    restart_config: restartConfigSchema.optional(),
  })
  .meta({ id: 'StepAction' });
export type StepAction = z.infer<typeof stepActionSchema>;
