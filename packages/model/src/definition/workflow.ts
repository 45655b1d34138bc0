import { z } from 'zod';
import { parsableLongSchema } from '../duration.ts';
import { type ParamDefinitions, paramDefinitionsSchema } from '../param/param-definition.ts';
import { signalTriggerSchema } from '../signal/signal-trigger.ts';
import { tagListSchema } from '../tag.ts';
import { userSchema } from '../user.ts';
import { caseless, epochMillisSchema, openObject, wireObject } from '../wire.ts';
import { gitInfoSchema } from './git-info.ts';
import { propertiesSchema, propertiesSnapshotSchema } from './properties.ts';
import { stepsSchema } from './step.ts';
import { timeTriggerSchema } from './time-trigger.ts';

/** How much a workflow matters; informational. */
export const CRITICALITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;
export type Criticality = (typeof CRITICALITIES)[number];

/** One version of what to run. */
export const workflowSchema = wireObject({
  id: z.string(),
  name: z.string().max(256).optional(),
  description: z.string().max(16_384).optional(),
  tags: tagListSchema.optional(),
  timeout: parsableLongSchema.optional(),
  time_triggers: z.array(timeTriggerSchema).optional(),
  signal_triggers: z.array(signalTriggerSchema).optional(),
  criticality: caseless(CRITICALITIES).optional(),
  instance_step_concurrency: z.int().min(1).max(999).optional(),
  params: paramDefinitionsSchema.optional(),
  steps: stepsSchema,
}).meta({ id: 'Workflow' });
export type Workflow = z.infer<typeof workflowSchema>;

/** Where a version comes from; keys of the push request that have no meaning are kept here. */
export const metadataSchema = z
  .looseObject({
    workflow_id: z.string(),
    workflow_version_id: z.int(),
    create_time: epochMillisSchema,
    version_author: userSchema,
    git_info: gitInfoSchema.optional(),
  })
  .meta({ id: 'Metadata' });
export type Metadata = z.infer<typeof metadataSchema>;

/** What an enriched definition tells in addition: params with defaults, and the next fire times. */
export interface EnrichedExtras {
  workflow_params: ParamDefinitions;
  step_params: Record<string, ParamDefinitions>;
  next_execution_time?: number | undefined;
  next_execution_times?: (number | null)[] | undefined;
}
const enrichedExtrasSchema: z.ZodType<EnrichedExtras, EnrichedExtras> = z.object({
  workflow_params: paramDefinitionsSchema,
  step_params: z.record(z.string(), paramDefinitionsSchema),
  next_execution_time: epochMillisSchema.optional(),
  next_execution_times: z.array(epochMillisSchema.nullable()).optional(),
});

/** A stored version with what is true about it now. */
export const workflowDefinitionSchema = z
  .object({
    properties_snapshot: propertiesSnapshotSchema,
    metadata: metadataSchema,
    workflow: workflowSchema,
    is_active: z.boolean(),
    activate_time: epochMillisSchema.optional(),
    activated_by: userSchema.optional(),
    is_latest: z.boolean(),
    is_default: z.boolean(),
    modify_time: epochMillisSchema,
    internal_id: z.int(),
    enriched_extras: enrichedExtrasSchema.optional(),
  })
  .meta({ id: 'WorkflowDefinition' });
export type WorkflowDefinition = z.infer<typeof workflowDefinitionSchema>;

/** The body of a push: other keys than these become metadata of the version. */
export const workflowCreateRequestSchema = openObject({
  properties: propertiesSchema.optional(),
  workflow: workflowSchema,
  is_active: z.boolean().default(true),
  git_info: gitInfoSchema.optional(),
}).meta({ id: 'WorkflowCreateRequest' });
export type WorkflowCreateRequest = z.infer<typeof workflowCreateRequestSchema>;
