import { endpoints } from '@rondo/model';
import { eventCalls } from './events.ts';
import { instanceCalls } from './instances.ts';
import { logCalls } from './logs.ts';
import { stepCalls } from './steps.ts';
import { type ClientOptions, createCall, createSend } from './transport.ts';
import { workflowCalls } from './workflows.ts';

/** A client of the REST API, for browsers and Node; calls are grouped by noun, and `call` takes any endpoint. */
export const createClient = (options: ClientOptions) => {
  const send = createSend(options);
  const call = createCall(send);
  return {
    call,
    workflows: workflowCalls(call),
    instances: instanceCalls(call),
    steps: stepCalls(call),
    logs: logCalls(call),
    events: eventCalls(send),
    system: {
      /** Whether the process lives. */
      health: () => call(endpoints.getHealth),
      /** Whether the server can take work; throws RondoApiError 503 when it cannot. */
      ready: () => call(endpoints.getReady),
    },
  };
};

/** What `createClient` makes. */
export type RondoClient = ReturnType<typeof createClient>;
