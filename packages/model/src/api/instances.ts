import { z } from 'zod';
import {
  actionMapSchema,
  workflowInstanceActionResponseSchema,
  workflowStartRequestSchema,
  workflowStartResponseSchema,
} from '../instance/request.ts';
import { workflowInstanceSchema } from '../instance/workflow-instance.ts';
import { paginationResultSchema } from '../pagination.ts';
import { API_BASE, endpoint } from './endpoint.ts';
import {
  flagText,
  idOrLatest,
  instanceParams,
  pageFields,
  runParams,
  versionParams,
  waitFields,
  workflowParams,
} from './fields.ts';

const instances = `${API_BASE}/workflows/{workflowId}/instances`;
const instance = `${instances}/{workflowInstanceId}`;
const run = `${instance}/runs/{workflowRunId}`;

/** Calls about workflow instances and their runs. */
export const instanceEndpoints = {
  startWorkflow: endpoint({
    id: 'startWorkflow',
    method: 'POST',
    path: `${API_BASE}/workflows/{workflowId}/versions/{version}/actions/start`,
    permission: 'workflow:run',
    params: z.object(versionParams),
    body: workflowStartRequestSchema,
    response: workflowStartResponseSchema,
    description: 'Starts an instance of a version; the same `request_id` starts nothing twice.',
  }),
  getWorkflowInstanceActionMap: endpoint({
    id: 'getWorkflowInstanceActionMap',
    method: 'GET',
    path: `${API_BASE}/workflows/instances/action-map`,
    permission: 'system:read',
    response: actionMapSchema,
    description: 'The actions that each status of a workflow instance allows.',
  }),
  listWorkflowInstances: endpoint({
    id: 'listWorkflowInstances',
    method: 'GET',
    path: instances,
    permission: 'instance:read',
    params: z.object(workflowParams),
    query: z.strictObject({ ...pageFields, aggregated: flagText.optional() }),
    response: paginationResultSchema(workflowInstanceSchema),
    description: 'The instances of a workflow, newest first, each as its latest run.',
  }),
  getWorkflowInstance: endpoint({
    id: 'getWorkflowInstance',
    method: 'GET',
    path: instance,
    permission: 'instance:read',
    params: z.object(instanceParams),
    query: z.strictObject({ enriched: flagText.optional(), ...waitFields }),
    response: workflowInstanceSchema,
    description: 'The latest run of an instance, with the view across its runs.',
  }),
  listWorkflowInstanceRuns: endpoint({
    id: 'listWorkflowInstanceRuns',
    method: 'GET',
    path: `${instance}/runs`,
    permission: 'instance:read',
    params: z.object(instanceParams),
    query: z.strictObject(pageFields),
    response: paginationResultSchema(workflowInstanceSchema),
    description: 'The runs of an instance, newest first.',
  }),
  getWorkflowInstanceRun: endpoint({
    id: 'getWorkflowInstanceRun',
    method: 'GET',
    path: run,
    permission: 'instance:read',
    params: z.object({ ...instanceParams, workflowRunId: idOrLatest }),
    query: z.strictObject({
      enriched: flagText.optional(),
      aggregated: flagText.optional(),
      ...waitFields,
    }),
    response: workflowInstanceSchema,
    description: 'One run of an instance: its number or `latest`.',
  }),
  stopWorkflowInstance: endpoint({
    id: 'stopWorkflowInstance',
    method: 'PUT',
    path: `${instance}/actions/stop`,
    permission: 'instance:act',
    params: z.object(instanceParams),
    response: workflowInstanceActionResponseSchema,
    description: 'Stops the latest run of an instance; it ends STOPPED.',
  }),
  killWorkflowInstance: endpoint({
    id: 'killWorkflowInstance',
    method: 'PUT',
    path: `${instance}/actions/kill`,
    permission: 'instance:act',
    params: z.object(instanceParams),
    response: workflowInstanceActionResponseSchema,
    description: 'Kills the latest run of an instance; it ends FAILED.',
  }),
  stopWorkflowInstanceRun: endpoint({
    id: 'stopWorkflowInstanceRun',
    method: 'PUT',
    path: `${run}/actions/stop`,
    permission: 'instance:act',
    params: z.object(runParams),
    response: workflowInstanceActionResponseSchema,
    description: 'Stops a run, which must be the latest of its instance.',
  }),
  killWorkflowInstanceRun: endpoint({
    id: 'killWorkflowInstanceRun',
    method: 'PUT',
    path: `${run}/actions/kill`,
    permission: 'instance:act',
    params: z.object(runParams),
    response: workflowInstanceActionResponseSchema,
    description: 'Kills a run, which must be the latest of its instance.',
  }),
} as const;
