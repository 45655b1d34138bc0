import {
  type EndpointBody,
  endpoints,
  isTerminalWorkflowStatus,
  type PageQuery,
  type WorkflowInstance,
} from '@rondo/model';
import { RondoWaitTimeoutError } from './errors.ts';
import { type InstanceRef, instancePath, type RunRef, runPath } from './references.ts';
import type { Call } from './transport.ts';

type StartBody = EndpointBody<typeof endpoints.startWorkflow>;

/** What to start: the version (`default` when unset) and the fields of the request; a manual start when no initiator. */
export type StartOptions = Partial<StartBody> & { readonly version?: number | string | undefined };

/** How long to wait for the end of a run; forever when unset. */
export interface WaitOptions {
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An instance, or one run of it. */
export type InstanceOrRun = InstanceRef & { readonly workflow_run_id?: number | undefined };

const isRun = (ref: InstanceOrRun): ref is RunRef => ref.workflow_run_id !== undefined;

/** How long one request waits, and the least pause between two of them. */
const POLL_MS = 30_000;
const PAUSE_MS = 100;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const waitOnce = (call: Call, ref: InstanceOrRun, timeout_ms: number, signal?: AbortSignal) => {
  const query = { wait_for: 'terminal', timeout_ms } as const;
  return isRun(ref)
    ? call(endpoints.getWorkflowInstanceRun, { params: runPath(ref), query, signal })
    : call(endpoints.getWorkflowInstance, { params: instancePath(ref), query, signal });
};

const waitForTerminal = async (
  call: Call,
  ref: InstanceOrRun,
  { timeoutMs = Number.POSITIVE_INFINITY, signal }: WaitOptions,
): Promise<WorkflowInstance> => {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const left = Math.max(0, deadline - Date.now());
    const instance = await waitOnce(call, ref, Math.min(POLL_MS, Math.ceil(left)), signal);
    if (isTerminalWorkflowStatus(instance.status)) return instance;
    if (Date.now() >= deadline) {
      const name = `[${ref.workflow_id}][${ref.workflow_instance_id}]`;
      throw new RondoWaitTimeoutError(`instance ${name} is still ${instance.status} after ${timeoutMs} ms`);
    }
    await pause(PAUSE_MS);
  }
};

/** Calls about instances and their runs. */
export const instanceCalls = (call: Call) => ({
  /** Starts an instance. */
  start: (workflowId: string, { version = 'default', ...request }: StartOptions = {}) =>
    call(endpoints.startWorkflow, {
      params: { workflowId, version: String(version) },
      body: { initiator: { type: 'MANUAL' }, ...request },
    }),
  /** One run, or the latest run of an instance. */
  get: (ref: InstanceOrRun, query: { enriched?: boolean } = {}) =>
    isRun(ref)
      ? call(endpoints.getWorkflowInstanceRun, {
          params: runPath(ref),
          query: { ...query, aggregated: true },
        })
      : call(endpoints.getWorkflowInstance, { params: instancePath(ref), query }),
  /** Answers the run once it is over; throws RondoWaitTimeoutError after `timeoutMs`. */
  waitForTerminal: (ref: InstanceOrRun, options: WaitOptions = {}) => waitForTerminal(call, ref, options),
  /** The instances of a workflow, newest first. */
  list: (workflowId: string, page: PageQuery & { aggregated?: boolean } = { first: 20 }) =>
    call(endpoints.listWorkflowInstances, { params: { workflowId }, query: page }),
  /** The runs of an instance, newest first. */
  runs: (ref: InstanceRef, page: PageQuery = { first: 20 }) =>
    call(endpoints.listWorkflowInstanceRuns, { params: instancePath(ref), query: page }),
  /** Stops a run, or the latest run of an instance. */
  stop: (ref: InstanceOrRun) =>
    isRun(ref)
      ? call(endpoints.stopWorkflowInstanceRun, { params: runPath(ref) })
      : call(endpoints.stopWorkflowInstance, { params: instancePath(ref) }),
  /** Kills a run, or the latest run of an instance. */
  kill: (ref: InstanceOrRun) =>
    isRun(ref)
      ? call(endpoints.killWorkflowInstanceRun, { params: runPath(ref) })
      : call(endpoints.killWorkflowInstance, { params: instancePath(ref) }),
  /** The actions that each status allows. */
  actionMap: () => call(endpoints.getWorkflowInstanceActionMap),
});

/** What `instanceCalls` makes. */
export type InstanceCalls = ReturnType<typeof instanceCalls>;
