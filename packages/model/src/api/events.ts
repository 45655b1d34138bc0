import { z } from 'zod';
import { runEventSchema } from '../event/run-event.ts';
import { API_BASE, endpoint } from './endpoint.ts';
import { idOrLatest, instanceParams } from './fields.ts';

/** Calls that stream what happens. */
export const eventEndpoints = {
  streamRunEvents: endpoint({
    id: 'streamRunEvents',
    method: 'GET',
    path: `${API_BASE}/workflows/{workflowId}/instances/{workflowInstanceId}/runs/{workflowRunId}/events`,
    permission: 'instance:read',
    params: z.object({ ...instanceParams, workflowRunId: idOrLatest }),
    response: runEventSchema,
    produces: 'text/event-stream',
    description:
      'The status changes of a run and its steps as server-sent events, from the first one or after `Last-Event-ID`; `event` is the type, `data` the event as JSON. The stream ends when the run is over.',
  }),
} as const;
