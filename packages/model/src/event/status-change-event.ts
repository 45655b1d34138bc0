import { z } from 'zod';
import { STEP_INSTANCE_STATUSES } from '../action/step-status.ts';
import { WORKFLOW_INSTANCE_STATUSES } from '../action/workflow-status.ts';
import { tagListSchema } from '../tag.ts';
import { epochMillisSchema } from '../wire.ts';

const published = {
  workflow_id: z.string(),
  cluster_name: z.string().optional(),
  sync_time: epochMillisSchema.optional(),
  send_time: epochMillisSchema.optional(),
  workflow_instance_id: z.int(),
  workflow_run_id: z.int(),
  workflow_uuid: z.string().optional(),
  correlation_id: z.string().optional(),
};

/** A run changed its status. */
export const workflowInstanceStatusChangeEventSchema = z
  .object({
    type: z.literal('WORKFLOW_INSTANCE_STATUS_CHANGE_EVENT'),
    ...published,
    workflow_name: z.string().optional(),
    depth: z.int().optional(),
    tags: tagListSchema.optional(),
    old_status: z.enum(WORKFLOW_INSTANCE_STATUSES),
    new_status: z.enum(WORKFLOW_INSTANCE_STATUSES),
    event_time: epochMillisSchema,
  })
  .meta({ id: 'WorkflowInstanceStatusChangeEvent' });

/** A step attempt went through one or more statuses. */
export const stepInstanceStatusChangeEventSchema = z
  .object({
    type: z.literal('STEP_INSTANCE_STATUS_CHANGE_EVENT'),
    ...published,
    step_id: z.string(),
    step_attempt_id: z.int(),
    step_uuid: z.string().optional(),
    step_instance_id: z.int().optional(),
    status_change_records: z.array(
      z.object({
        old_status: z.enum(STEP_INSTANCE_STATUSES),
        new_status: z.enum(STEP_INSTANCE_STATUSES),
        event_time: epochMillisSchema,
      }),
    ),
  })
  .meta({ id: 'StepInstanceStatusChangeEvent' });

export type WorkflowInstanceStatusChangeEvent = z.infer<typeof workflowInstanceStatusChangeEventSchema>;
export type StepInstanceStatusChangeEvent = z.infer<typeof stepInstanceStatusChangeEventSchema>;
