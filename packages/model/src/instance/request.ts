import { z } from 'zod';
import { STEP_INSTANCE_STATUSES } from '../action/step-status.ts';
import { WORKFLOW_INSTANCE_STATUSES } from '../action/workflow-status.ts';
import { runParamDefinitionsSchema } from '../param/run-params.ts';
import { tagListSchema } from '../tag.ts';
import { timelineEventSchema } from '../timeline.ts';
import { epochMillisSchema, wireObject } from '../wire.ts';
import { artifactsSchema } from './artifact.ts';
import { initiatorSchema } from './initiator.ts';
import { stepRuntimeStateSchema } from './step-instance.ts';

/** Starts an instance; `request_id` makes a repetition of the request harmless. */
export const workflowStartRequestSchema = wireObject({
  initiator: initiatorSchema,
  request_time: epochMillisSchema.optional(),
  request_id: z.uuid().optional(),
  runtime_tags: tagListSchema.optional(),
  run_params: runParamDefinitionsSchema.optional(),
  artifacts: artifactsSchema.optional(),
  persist_failed_run: z.boolean().optional(),
}).meta({ id: 'WorkflowStartRequest' });
export type WorkflowStartRequest = z.infer<typeof workflowStartRequestSchema>;

/** What became of a request to start. */
export const START_STATUSES = ['CREATED', 'DUPLICATED', 'STOPPED', 'INTERNAL_ERROR'] as const;
export type StartStatus = (typeof START_STATUSES)[number];

/** The started instance; its ids are 0 when the request was DUPLICATED. */
export const workflowStartResponseSchema = z
  .object({
    workflow_id: z.string(),
    workflow_version_id: z.int(),
    workflow_instance_id: z.int(),
    workflow_run_id: z.int(),
    workflow_uuid: z.string(),
    status: z.enum(START_STATUSES),
    timeline_event: timelineEventSchema,
  })
  .meta({ id: 'WorkflowStartResponse' });
export type WorkflowStartResponse = z.infer<typeof workflowStartResponseSchema>;

/** What became of an action on an instance; not `completed` means accepted and on its way. */
export const workflowInstanceActionResponseSchema = z
  .object({
    workflow_id: z.string(),
    workflow_instance_id: z.int(),
    workflow_run_id: z.int(),
    workflow_instance_status: z.enum(WORKFLOW_INSTANCE_STATUSES),
    completed: z.boolean(),
    info: z.string(),
    timeline_event: timelineEventSchema,
  })
  .meta({ id: 'WorkflowInstanceActionResponse' });
export type WorkflowInstanceActionResponse = z.infer<typeof workflowInstanceActionResponseSchema>;

/** What became of an action on a step; `step_runtime_state` only when the call waited for it. */
export const stepInstanceActionResponseSchema = z
  .object({
    workflow_id: z.string(),
    workflow_instance_id: z.int(),
    workflow_run_id: z.int(),
    step_id: z.string(),
    step_attempt_id: z.int().optional(),
    step_runtime_state: stepRuntimeStateSchema.optional(),
    timeline_event: timelineEventSchema,
  })
  .meta({ id: 'StepInstanceActionResponse' });
export type StepInstanceActionResponse = z.infer<typeof stepInstanceActionResponseSchema>;

/** The allowed actions of every status. */
export const actionMapSchema = z.record(z.string(), z.array(z.string())).meta({ id: 'ActionMap' });

/** The statuses that a request may filter steps by. */
export const stepStatusSchema = z.enum(STEP_INSTANCE_STATUSES);
