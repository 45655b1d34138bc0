import { z } from 'zod';
import { STEP_INSTANCE_STATUSES } from '../action/step-status.ts';
import { backoffSchema } from '../definition/retry-policy.ts';
import { stepSchema } from '../definition/step.ts';
import { paramDefinitionsSchema, parameterSchema, parametersSchema } from '../param/param-definition.ts';
import { tagListSchema } from '../tag.ts';
import { timelineEventSchema, timelineSchema } from '../timeline.ts';
import { userSchema } from '../user.ts';
import { epochMillisSchema } from '../wire.ts';
import { artifactsSchema } from './artifact.ts';
import { restartConfigSchema } from './run-config.ts';

const time = epochMillisSchema.optional();

/** The status of an attempt and when it entered each of the earlier ones, in epoch ms. */
export const stepRuntimeStateSchema = z
  .object({
    status: z.enum(STEP_INSTANCE_STATUSES),
    create_time: time,
    initialize_time: time,
    pause_time: time,
    wait_signal_time: time,
    evaluate_param_time: time,
    wait_permit_time: time,
    start_time: time,
    execute_time: time,
    finish_time: time,
    end_time: time,
    modify_time: time,
  })
  .meta({ id: 'StepRuntimeState' });
export type StepRuntimeState = z.infer<typeof stepRuntimeStateSchema>;

/** How often the step was retried, by kind of failure, and how often it may be. */
export const stepRetrySchema = z
  .object({
    error_retries: z.int(),
    error_retry_limit: z.int(),
    platform_retries: z.int(),
    platform_retry_limit: z.int(),
    timeout_retries: z.int(),
    timeout_retry_limit: z.int(),
    manual_retries: z.int(),
    retryable: z.boolean(),
    backoff: backoffSchema.optional(),
  })
  .meta({ id: 'StepRetry' });
export type StepRetry = z.infer<typeof stepRetrySchema>;

/** Where the step stands in the run's DAG; each condition is a BOOLEAN param, evaluated once the step is complete. */
export const stepTransitionResultSchema = z
  .object({
    predecessors: z.array(z.string()).optional(),
    successors: z.record(z.string(), parameterSchema).optional(),
  })
  .meta({ id: 'StepTransitionResult' });
export type StepTransitionResult = z.infer<typeof stepTransitionResultSchema>;

const signalDependenciesSchema = z.object({
  dependencies: z.array(
    z.object({
      name: z.string(),
      status: z.enum(['PENDING', 'MATCHED', 'SKIPPED', 'CANCELED', 'FAILED']),
      match_params: z
        .record(z.string(), z.object({ value: z.union([z.string(), z.number()]), operator: z.string() }))
        .optional(),
      signal_id: z.int().optional(),
      details: z.unknown().optional(),
    }),
  ),
  info: timelineEventSchema.optional(),
});

const signalOutputsSchema = z.object({
  outputs: z.array(
    z.object({
      name: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
      payload: z.record(z.string(), z.unknown()).optional(),
      signal_id: z.int().optional(),
      announce_time: time,
    }),
  ),
  info: timelineEventSchema.optional(),
});

/** One attempt of a step in one run. */
export const stepInstanceSchema = z
  .object({
    workflow_id: z.string(),
    workflow_instance_id: z.int(),
    workflow_run_id: z.int(),
    step_id: z.string(),
    step_attempt_id: z.int(),
    workflow_uuid: z.string(),
    step_uuid: z.string(),
    correlation_id: z.string(),
    step_instance_id: z.int(),
    workflow_version_id: z.int(),
    group_info: z.int(),
    owner: userSchema.optional(),
    definition: stepSchema,
    tags: tagListSchema.optional(),
    params: parametersSchema,
    transition: stepTransitionResultSchema,
    step_retry: stepRetrySchema,
    timeout_in_millis: z.int().optional(),
    runtime_state: stepRuntimeStateSchema,
    signal_dependencies: signalDependenciesSchema.optional(),
    signal_outputs: signalOutputsSchema.optional(),
    artifacts: artifactsSchema.optional(),
    timeline: timelineSchema.optional(),
    step_run_params: paramDefinitionsSchema.optional(),
    restart_config: restartConfigSchema.optional(),
  })
  .meta({ id: 'StepInstance' });
export type StepInstance = z.infer<typeof stepInstanceSchema>;
