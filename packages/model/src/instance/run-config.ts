import { z } from 'zod';
import { paramDefinitionsSchema } from '../param/param-definition.ts';
import { tagListSchema } from '../tag.ts';

/** What a run executes: everything afresh, or the rest of an earlier run. */
export const RUN_POLICIES = [
  'START_FRESH_NEW_RUN',
  'START_CUSTOMIZED_RUN',
  'RESTART_FROM_INCOMPLETE',
  'RESTART_FROM_BEGINNING',
  'RESTART_FROM_SPECIFIC',
  'RESTART_CUSTOMIZED_RUN',
] as const;
export type RunPolicy = (typeof RUN_POLICIES)[number];

/** Whether a run under this policy starts an instance rather than restarts it. */
export const isFreshRunPolicy = (policy: RunPolicy): boolean => policy.startsWith('START_');

/** A level of the way down to what is restarted; `step_id` is null where a whole instance is meant. */
export const restartNodeSchema = z
  .object({ workflow_id: z.string(), instance_id: z.int(), step_id: z.string().nullable() })
  .meta({ id: 'RestartNode' });
export type RestartNode = z.infer<typeof restartNodeSchema>;

/** How a run restarts an earlier one, level by level. */
export const restartConfigSchema = z
  .object({
    restart_path: z.array(restartNodeSchema),
    restart_policy: z.enum(RUN_POLICIES),
    downstream_policy: z.enum(RUN_POLICIES).optional(),
    restart_params: paramDefinitionsSchema.optional(),
    step_restart_params: z.record(z.string(), paramDefinitionsSchema).optional(),
    skip_steps: z.array(z.string()).optional(),
  })
  .meta({ id: 'RestartConfig' });
export type RestartConfig = z.infer<typeof restartConfigSchema>;

/** How a run was asked for. */
export const runConfigSchema = z
  .object({
    runtime_tags: tagListSchema.optional(),
    correlation_id: z.string().optional(),
    policy: z.enum(RUN_POLICIES),
    restart_config: restartConfigSchema.optional(),
  })
  .meta({ id: 'RunConfig' });
export type RunConfig = z.infer<typeof runConfigSchema>;
