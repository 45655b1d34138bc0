import { z } from 'zod';
import { STEP_INSTANCE_STATUSES, type StepInstanceStatus } from '../action/step-status.ts';
import { WORKFLOW_INSTANCE_STATUSES } from '../action/workflow-status.ts';

const byStatus = <Schema extends z.ZodType>(schema: Schema) =>
  z.partialRecord(z.enum(STEP_INSTANCE_STATUSES), schema) as unknown as z.ZodType<
    Partial<Record<StepInstanceStatus, z.infer<Schema>>>
  >;

/** Leaf steps below an instance by status; `ref` is `"<workflow>:<run>"` to `"<instance>:<step>:<attempt>"` texts. */
export const rollupOverviewSchema = z
  .object({
    total_leaf_count: z.int(),
    overview: byStatus(
      z.object({ cnt: z.int(), ref: z.record(z.string(), z.array(z.string())).optional() }),
    ).optional(),
  })
  .meta({ id: 'RollupOverview' });
export type RollupOverview = z.infer<typeof rollupOverviewSchema>;

/** The steps of a run by status, each as `[ordinal, start_time, end_time]`, and the rollup over the tree below. */
export const runtimeOverviewSchema = z
  .object({
    total_step_count: z.int(),
    step_overview: byStatus(
      z.object({ cnt: z.int(), steps: z.array(z.array(z.int().nullable())).optional() }),
    ).optional(),
    rollup_overview: rollupOverviewSchema.optional(),
    run_status: z.enum(WORKFLOW_INSTANCE_STATUSES).optional(),
  })
  .meta({ id: 'RuntimeOverview' });
export type RuntimeOverview = z.infer<typeof runtimeOverviewSchema>;

/** Where a step stands across all runs of its instance. */
export const stepAggregatedViewSchema = z
  .object({
    workflow_run_id: z.int().optional(),
    status: z.enum(STEP_INSTANCE_STATUSES),
    start_time: z.int().optional(),
    end_time: z.int().optional(),
  })
  .meta({ id: 'StepAggregatedView' });
export type StepAggregatedView = z.infer<typeof stepAggregatedViewSchema>;

/** An instance and its steps across all runs. */
export const workflowInstanceAggregatedInfoSchema = z
  .object({
    workflow_instance_status: z.enum(WORKFLOW_INSTANCE_STATUSES),
    step_aggregated_views: z.record(z.string(), stepAggregatedViewSchema),
  })
  .meta({ id: 'WorkflowInstanceAggregatedInfo' });
export type WorkflowInstanceAggregatedInfo = z.infer<typeof workflowInstanceAggregatedInfoSchema>;
