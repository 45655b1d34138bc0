/** What the outside has to do for a run, once the state that asked for it is committed. */
export type RunCommand =
  | { readonly type: 'StartRuntime'; readonly step_id: string; readonly step_attempt_id: number }
  /** Asks for room under the workflow's `step_concurrency`; may be asked before the commit. */
  | { readonly type: 'AcquirePermit'; readonly step_id: string; readonly step_attempt_id: number }
  | { readonly type: 'PollRuntime'; readonly step_id: string; readonly step_attempt_id: number }
  | { readonly type: 'TerminateRuntime'; readonly step_id: string; readonly step_attempt_id: number };
