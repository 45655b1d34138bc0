import { endpoints } from '@rondo/model';
import { type AttemptRef, attemptPath, type InstanceRef, instancePath, runPath } from './references.ts';
import type { Call } from './transport.ts';

/** Calls about step attempts. */
export const stepCalls = (call: Call) => ({
  /** The latest attempt of every step: of a run, or across the runs of an instance. */
  list: (ref: InstanceRef & { readonly workflow_run_id?: number | undefined }) =>
    ref.workflow_run_id === undefined
      ? call(endpoints.listStepInstances, { params: instancePath(ref) })
      : call(endpoints.listRunStepInstances, {
          params: runPath({ ...ref, workflow_run_id: ref.workflow_run_id }),
        }),
  /** One attempt of a step in a run; the latest when none is named. */
  get: (ref: AttemptRef, query: { enriched?: boolean } = {}) =>
    call(endpoints.getStepInstanceAttempt, { params: attemptPath(ref), query }),
  /** The latest attempt of a step across the runs of an instance. */
  latest: (ref: InstanceRef & { readonly step_id: string }, query: { enriched?: boolean } = {}) =>
    call(endpoints.getStepInstance, { params: { ...instancePath(ref), stepId: ref.step_id }, query }),
  /** The actions that each status allows. */
  actionMap: () => call(endpoints.getStepInstanceActionMap),
});

/** What `stepCalls` makes. */
export type StepCalls = ReturnType<typeof stepCalls>;
