import { type EndpointResponse, endpoints } from '@rondo/model';
import { type EventCalls, eventCalls } from './events.ts';
import { type InstanceCalls, instanceCalls } from './instances.ts';
import { type LogCalls, logCalls } from './logs.ts';
import { type StepCalls, stepCalls } from './steps.ts';
import { type Call, type ClientOptions, createCall, createSend } from './transport.ts';
import { type WorkflowCalls, workflowCalls } from './workflows.ts';

/** Calls about the server itself. */
interface SystemCalls {
  /** Whether the process lives. */
  health(): Promise<EndpointResponse<typeof endpoints.getHealth>>;
  /** Whether the server can take work; throws RondoApiError 503 when it cannot. */
  ready(): Promise<EndpointResponse<typeof endpoints.getReady>>;
}

/** The REST API as calls grouped by noun; `call` takes any endpoint. */
export interface RondoClient {
  readonly call: Call;
  readonly workflows: WorkflowCalls;
  readonly instances: InstanceCalls;
  readonly steps: StepCalls;
  readonly logs: LogCalls;
  readonly events: EventCalls;
  readonly system: SystemCalls;
}

/** A client of the REST API, for browsers and Node. */
export const createClient = (options: ClientOptions): RondoClient => {
  const send = createSend(options);
  const call = createCall(send);
  return {
    call,
    workflows: workflowCalls(call),
    instances: instanceCalls(call),
    steps: stepCalls(call),
    logs: logCalls(call),
    events: eventCalls(send),
    system: { health: () => call(endpoints.getHealth), ready: () => call(endpoints.getReady) },
  };
};
