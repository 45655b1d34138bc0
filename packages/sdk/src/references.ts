/** Names an instance, by the fields that the answers of the API have. */
export interface InstanceRef {
  readonly workflow_id: string;
  readonly workflow_instance_id: number;
}

/** Names a run of an instance. */
export interface RunRef extends InstanceRef {
  readonly workflow_run_id: number;
}

/** Names an attempt of a step; the latest when the attempt is left out. */
export interface AttemptRef extends RunRef {
  readonly step_id: string;
  readonly step_attempt_id?: number | undefined;
}

/** The path params of an instance. */
export const instancePath = (ref: InstanceRef) => ({
  workflowId: ref.workflow_id,
  workflowInstanceId: ref.workflow_instance_id,
});

/** The path params of a run. */
export const runPath = (ref: RunRef) => ({ ...instancePath(ref), workflowRunId: ref.workflow_run_id });

/** The path params of an attempt. */
export const attemptPath = (ref: AttemptRef) => ({
  ...runPath(ref),
  stepId: ref.step_id,
  attempt: ref.step_attempt_id ?? ('latest' as const),
});
