import { z } from 'zod';
import { actionMapSchema } from '../instance/request.ts';
import { stepInstanceSchema } from '../instance/step-instance.ts';
import { API_BASE, endpoint } from './endpoint.ts';
import { attemptParams, flagText, instanceParams, runParams, stepParams } from './fields.ts';

const instance = `${API_BASE}/workflows/{workflowId}/instances/{workflowInstanceId}`;
const run = `${instance}/runs/{workflowRunId}`;

/** Calls about step attempts. */
export const stepEndpoints = {
  getStepInstanceActionMap: endpoint({
    id: 'getStepInstanceActionMap',
    method: 'GET',
    path: `${API_BASE}/workflows/steps/instances/action-map`,
    permission: 'system:read',
    response: actionMapSchema,
    description: 'The actions that each status of a step allows.',
  }),
  getStepInstance: endpoint({
    id: 'getStepInstance',
    method: 'GET',
    path: `${instance}/steps/{stepId}`,
    permission: 'instance:read',
    params: z.object(stepParams),
    query: z.strictObject({ enriched: flagText.optional() }),
    response: stepInstanceSchema,
    description: 'The latest attempt of a step, in the latest run that has it.',
  }),
  getStepInstanceAttempt: endpoint({
    id: 'getStepInstanceAttempt',
    method: 'GET',
    path: `${run}/steps/{stepId}/attempts/{attempt}`,
    permission: 'instance:read',
    params: z.object(attemptParams),
    query: z.strictObject({ enriched: flagText.optional() }),
    response: stepInstanceSchema,
    description: 'One attempt of a step in a run: its number or `latest`.',
  }),
  listStepInstances: endpoint({
    id: 'listStepInstances',
    method: 'GET',
    path: `${instance}/steps`,
    permission: 'instance:read',
    params: z.object(instanceParams),
    response: z.array(stepInstanceSchema),
    description: 'The most recent attempt of every step across the runs of an instance, in step order.',
  }),
  listRunStepInstances: endpoint({
    id: 'listRunStepInstances',
    method: 'GET',
    path: `${run}/steps`,
    permission: 'instance:read',
    params: z.object(runParams),
    response: z.array(stepInstanceSchema),
    description: 'The latest attempt of every step of a run, in step order.',
  }),
} as const;
