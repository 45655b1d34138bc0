import type { Creation, Plan, RunRequest } from '@rondo/engine';
import type {
  User,
  WorkflowInstanceActionResponse,
  WorkflowStartRequest,
  WorkflowStartResponse,
} from '@rondo/model';

/** Names one run of a workflow instance. */
export interface RunId {
  readonly workflow_id: string;
  readonly workflow_instance_id: number;
  readonly workflow_run_id: number;
}

/** What the rest of the server may ask of the executor. Every promise resolves after the commit it talks about. */
export interface Executor {
  /**
   * Starts an instance of one concrete, existing version. Throws RondoError BAD_REQUEST when its params cannot be
   * evaluated. A `request_id` that was used before answers DUPLICATED.
   */
  startWorkflow(
    workflowId: string,
    versionId: number,
    request: WorkflowStartRequest,
    user: User,
  ): Promise<WorkflowStartResponse>;
  /** Ends a run that is not terminal. Throws RondoError NOT_FOUND or BAD_REQUEST. */
  terminateRun(
    run: RunId,
    action: 'STOP' | 'KILL',
    user: User,
    reason?: string,
  ): Promise<WorkflowInstanceActionResponse>;
  /**
   * Evaluates what has to be known before an instance exists, storing nothing: for dry runs. Expensive expressions are
   * evaluated elsewhere, so that no run waits for them.
   */
  prepareRun(plan: Plan, request: RunRequest): Promise<Creation>;
  /**
   * To be called after a commit that changed a workflow's versions, activation or properties. Never rejects: the change
   * is made, and what could not be read now is read with the next start.
   */
  workflowChanged(workflowId: string): Promise<void>;
  /** Calls `listener` after each commit of the run on this node, until the returned function is called. */
  onCommit(run: RunId, listener: (change: RunChange) => void): () => void;
  /** Resolves when the engine has committed something after the call; rejects when it cannot. Readiness. */
  proveCommit(): Promise<void>;
}

/** What a commit did to a run. */
export interface RunChange {
  readonly revision: number;
  readonly isTerminal: boolean;
}
