import { z } from 'zod';
import { WORKFLOW_INSTANCE_STATUSES } from '../action/workflow-status.ts';
import { propertiesSnapshotSchema, propertiesUpdateSchema } from '../definition/properties.ts';
import { workflowCreateRequestSchema, workflowDefinitionSchema } from '../definition/workflow.ts';
import { paginationResultSchema } from '../pagination.ts';
import { timelineEventSchema } from '../timeline.ts';
import { userSchema } from '../user.ts';
import { epochMillisSchema } from '../wire.ts';
import { API_BASE, endpoint } from './endpoint.ts';
import { flagText, integerText, pageFields, versionParams, workflowParams } from './fields.ts';

const workflows = `${API_BASE}/workflows`;

/** The answer to a push. */
export const workflowCreateResponseSchema = z
  .object({ workflow_definition: workflowDefinitionSchema })
  .meta({ id: 'WorkflowCreateResponse' });

/** What a version change did. */
export const workflowActionResponseSchema = z
  .object({ workflow_id: z.string(), workflow_version_id: z.int(), timeline_event: timelineEventSchema })
  .meta({ id: 'WorkflowActionResponse' });
export type WorkflowActionResponse = z.infer<typeof workflowActionResponseSchema>;

/** A workflow at a glance: its versions, properties and what it has under way. */
export const workflowOverviewResponseSchema = z
  .object({
    workflow_id: z.string(),
    active_version_id: z.int().optional(),
    latest_version_id: z.int(),
    default_version_id: z.int(),
    properties_snapshot: propertiesSnapshotSchema,
    step_concurrency: z.int().optional(),
    nonterminal_instances: z.record(z.string(), z.int()),
    failed_instances: z.int(),
    latest_instance_id: z.int().optional(),
  })
  .meta({ id: 'WorkflowOverviewResponse' });
export type WorkflowOverviewResponse = z.infer<typeof workflowOverviewResponseSchema>;

/** Who changed the workflow and how; newest first. */
export const workflowTimelineResponseSchema = z
  .object({
    workflow_id: z.string(),
    timeline_events: z.array(z.object({ author: userSchema, log: z.string(), timestamp: epochMillisSchema })),
  })
  .meta({ id: 'WorkflowTimelineResponse' });
export type WorkflowTimelineResponse = z.infer<typeof workflowTimelineResponseSchema>;

/** A line in the list of workflows. */
export const workflowSummarySchema = z
  .object({
    workflow_id: z.string(),
    name: z.string().optional(),
    owner: z.string().optional(),
    latest_version_id: z.int(),
    active_version_id: z.int().optional(),
    modify_time: epochMillisSchema,
    latest_instance: z
      .object({
        workflow_instance_id: z.int(),
        workflow_run_id: z.int(),
        status: z.enum(WORKFLOW_INSTANCE_STATUSES),
        create_time: epochMillisSchema,
        start_time: epochMillisSchema.optional(),
        end_time: epochMillisSchema.optional(),
      })
      .optional(),
  })
  .meta({ id: 'WorkflowSummary' });
export type WorkflowSummary = z.infer<typeof workflowSummarySchema>;

/** A page of the list of workflows; `next_cursor` asks for the next one, null at the end. */
export const workflowListResponseSchema = z
  .object({
    elements: z.array(workflowSummarySchema),
    next_cursor: z.string().nullable(),
    total_count: z.int(),
  })
  .meta({ id: 'WorkflowListResponse' });
export type WorkflowListResponse = z.infer<typeof workflowListResponseSchema>;

/** Calls about definitions. */
export const workflowEndpoints = {
  listWorkflows: endpoint({
    id: 'listWorkflows',
    method: 'GET',
    path: workflows,
    permission: 'workflow:read',
    query: z.strictObject({
      search: z.string().optional(),
      limit: integerText(z.int().min(1).max(200)).optional(),
      cursor: z.string().optional(),
    }),
    response: workflowListResponseSchema,
    description:
      'Workflows ordered by id, 50 unless `limit` says otherwise, whose id or name contains `search`; `cursor` is the last id of the page before.',
  }),
  pushWorkflow: endpoint({
    id: 'pushWorkflow',
    method: 'POST',
    path: workflows,
    permission: 'workflow:write',
    body: workflowCreateRequestSchema,
    response: workflowCreateResponseSchema,
    description: 'Stores a new version of a workflow.',
  }),
  pushWorkflowYaml: endpoint({
    id: 'pushWorkflowYaml',
    method: 'POST',
    path: `${workflows}/yaml`,
    permission: 'workflow:write',
    body: z.string(),
    consumes: 'application/yaml',
    response: workflowCreateResponseSchema,
    description: 'Stores a new version of a workflow that is written in the YAML DSL.',
  }),
  validateWorkflow: endpoint({
    id: 'validateWorkflow',
    method: 'PUT',
    path: `${workflows}/actions/validate`,
    permission: 'workflow:read',
    body: workflowCreateRequestSchema,
    response: timelineEventSchema,
    description: 'Says whether a push of this body would be accepted; stores nothing.',
  }),
  validateWorkflowYaml: endpoint({
    id: 'validateWorkflowYaml',
    method: 'PUT',
    path: `${workflows}/actions/validate/yaml`,
    permission: 'workflow:read',
    body: z.string(),
    consumes: 'application/yaml',
    response: timelineEventSchema,
    description: 'Says whether a push of this YAML document would be accepted; stores nothing.',
  }),
  getWorkflowVersion: endpoint({
    id: 'getWorkflowVersion',
    method: 'GET',
    path: `${workflows}/{workflowId}/versions/{version}`,
    permission: 'workflow:read',
    params: z.object(versionParams),
    query: z.strictObject({ enriched: flagText.optional() }),
    response: workflowDefinitionSchema,
    description: 'One version: its number, `active`, `latest` or `default`.',
  }),
  listWorkflowVersions: endpoint({
    id: 'listWorkflowVersions',
    method: 'GET',
    path: `${workflows}/{workflowId}/versions/pagination`,
    permission: 'workflow:read',
    params: z.object(workflowParams),
    query: z.strictObject(pageFields),
    response: paginationResultSchema(workflowDefinitionSchema),
    description: 'The versions of a workflow, newest first.',
  }),
  getWorkflowOverview: endpoint({
    id: 'getWorkflowOverview',
    method: 'GET',
    path: `${workflows}/{workflowId}/overview`,
    permission: 'workflow:read',
    params: z.object(workflowParams),
    response: workflowOverviewResponseSchema,
    description: 'The versions and properties of a workflow, and how many instances it has under way.',
  }),
  getWorkflowTimeline: endpoint({
    id: 'getWorkflowTimeline',
    method: 'GET',
    path: `${workflows}/{workflowId}/timeline`,
    permission: 'workflow:read',
    params: z.object(workflowParams),
    response: workflowTimelineResponseSchema,
    description: 'The changes of a workflow, newest first, at most 300; empty for an unknown workflow.',
  }),
  updateWorkflowProperties: endpoint({
    id: 'updateWorkflowProperties',
    method: 'POST',
    path: `${workflows}/{workflowId}/properties`,
    permission: 'workflow:write',
    params: z.object(workflowParams),
    body: propertiesUpdateSchema,
    response: propertiesSnapshotSchema,
    description: 'Changes what holds for all versions of a workflow.',
  }),
  activateWorkflowVersion: endpoint({
    id: 'activateWorkflowVersion',
    method: 'PUT',
    path: `${workflows}/{workflowId}/versions/{version}/actions/activate`,
    permission: 'workflow:write',
    params: z.object(versionParams),
    response: workflowActionResponseSchema,
    description: 'Makes a version the active one.',
  }),
  deactivateWorkflow: endpoint({
    id: 'deactivateWorkflow',
    method: 'PUT',
    path: `${workflows}/{workflowId}/actions/deactivate`,
    permission: 'workflow:write',
    params: z.object(workflowParams),
    response: workflowActionResponseSchema,
    description: 'Leaves the workflow without an active version; what runs goes on.',
  }),
} as const;
