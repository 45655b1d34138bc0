import { z } from 'zod';
import { WORKFLOW_INSTANCE_STATUSES } from '../action/workflow-status.ts';
import { alertingSchema } from '../definition/alerting.ts';
import { stepTransitionSchema } from '../definition/step.ts';
import { workflowSchema } from '../definition/workflow.ts';
import { paramDefinitionsSchema, parametersSchema } from '../param/param-definition.ts';
import { tagListSchema } from '../tag.ts';
import { timelineSchema } from '../timeline.ts';
import { epochMillisSchema } from '../wire.ts';
import { artifactsSchema } from './artifact.ts';
import { initiatorSchema } from './initiator.ts';
import { runtimeOverviewSchema, workflowInstanceAggregatedInfoSchema } from './overview.ts';
import { runConfigSchema } from './run-config.ts';

/** The properties that an instance captured when its first run was created. */
export const runPropertiesSchema = z
  .object({
    create_time: epochMillisSchema.optional(),
    owner: z.string().optional(),
    alerting: alertingSchema.optional(),
    step_concurrency: z.int().optional(),
    tags: tagListSchema.optional(),
  })
  .meta({ id: 'RunProperties' });
export type RunProperties = z.infer<typeof runPropertiesSchema>;

/** The steps that a run may reach, by id, with their neighbours among them. */
export const runtimeDagSchema = z.record(z.string(), stepTransitionSchema).meta({ id: 'RuntimeDag' });
export type RuntimeDag = z.infer<typeof runtimeDagSchema>;

/** One run of a workflow instance. */
export const workflowInstanceSchema = z
  .object({
    workflow_id: z.string(),
    workflow_instance_id: z.int(),
    workflow_run_id: z.int(),
    workflow_uuid: z.string(),
    correlation_id: z.string(),
    workflow_version_id: z.int(),
    group_info: z.int(),
    internal_id: z.int(),
    execution_id: z.string().optional(),
    run_config: runConfigSchema,
    run_params: paramDefinitionsSchema.optional(),
    step_run_params: z.record(z.string(), paramDefinitionsSchema).optional(),
    run_properties: runPropertiesSchema.optional(),
    runtime_workflow: workflowSchema,
    runtime_dag: runtimeDagSchema,
    timeout_in_millis: z.int().optional(),
    params: parametersSchema,
    initiator: initiatorSchema,
    status: z.enum(WORKFLOW_INSTANCE_STATUSES),
    request_time: epochMillisSchema.optional(),
    create_time: epochMillisSchema,
    start_time: epochMillisSchema.optional(),
    end_time: epochMillisSchema.optional(),
    modify_time: epochMillisSchema,
    runtime_overview: runtimeOverviewSchema.optional(),
    artifacts: artifactsSchema.optional(),
    timeline: timelineSchema.optional(),
    aggregated_info: workflowInstanceAggregatedInfoSchema.optional(),
  })
  .meta({ id: 'WorkflowInstance' });
export type WorkflowInstance = z.infer<typeof workflowInstanceSchema>;
