import { z } from 'zod';
import { STEP_INSTANCE_STATUSES } from '../action/step-status.ts';
import { WORKFLOW_INSTANCE_STATUSES } from '../action/workflow-status.ts';
import { epochMillisSchema } from '../wire.ts';
import { API_BASE, endpoint } from './endpoint.ts';
import { idOrLatest, instanceParams } from './fields.ts';

const time = epochMillisSchema.optional();

/** What is new about a run since the event before: its status, and the attempts that changed since then. */
export const runChangeSchema = z
  .object({
    revision: z.int().describe('grows with every commit of the run; also the id of the event'),
    status: z.enum(WORKFLOW_INSTANCE_STATUSES),
    start_time: time,
    end_time: time,
    steps: z.array(
      z.object({
        step_id: z.string(),
        step_attempt_id: z.int(),
        status: z.enum(STEP_INSTANCE_STATUSES),
        start_time: time,
        end_time: time,
      }),
    ),
  })
  .meta({ id: 'RunChange' });
export type RunChange = z.infer<typeof runChangeSchema>;

/** Calls that stream what happens. */
export const eventEndpoints = {
  streamRunEvents: endpoint({
    id: 'streamRunEvents',
    method: 'GET',
    path: `${API_BASE}/workflows/{workflowId}/instances/{workflowInstanceId}/runs/{workflowRunId}/events`,
    permission: 'instance:read',
    params: z.object({ ...instanceParams, workflowRunId: idOrLatest }),
    response: runChangeSchema,
    produces: 'text/event-stream',
    description:
      'How a run and its steps change, as server-sent events: first what is, then each change; after `Last-Event-ID` only what is new. `id` is the revision, `data` the change as JSON. The stream ends when the run is over; 204 when it is over and nothing is left after `Last-Event-ID`.',
  }),
} as const;
