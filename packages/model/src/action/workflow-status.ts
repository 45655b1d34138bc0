/** Facts about each status of a workflow instance. */
export const WORKFLOW_INSTANCE_STATUS = {
  CREATED: { terminal: false },
  IN_PROGRESS: { terminal: false },
  PAUSED: { terminal: false },
  TIMED_OUT: { terminal: true },
  STOPPED: { terminal: true },
  FAILED: { terminal: true },
  SUCCEEDED: { terminal: true },
} as const;

/** Where a workflow instance stands. */
export type WorkflowInstanceStatus = keyof typeof WORKFLOW_INSTANCE_STATUS;

/** All statuses of a workflow instance, in the order of the table. */
export const WORKFLOW_INSTANCE_STATUSES = Object.keys(WORKFLOW_INSTANCE_STATUS) as [
  WorkflowInstanceStatus,
  ...WorkflowInstanceStatus[],
];

/** What a user may do to a workflow instance. */
export const WORKFLOW_INSTANCE_ACTIONS = ['STOP', 'KILL', 'RESTART', 'UNBLOCK'] as const;
export type WorkflowInstanceAction = (typeof WORKFLOW_INSTANCE_ACTIONS)[number];

/** The actions that each status allows. */
export const workflowInstanceActions: Readonly<
  Record<WorkflowInstanceStatus, readonly WorkflowInstanceAction[]>
> = {
  CREATED: ['STOP', 'KILL'],
  IN_PROGRESS: ['STOP', 'KILL'],
  PAUSED: ['STOP', 'KILL'],
  TIMED_OUT: ['RESTART'],
  STOPPED: ['RESTART'],
  FAILED: ['RESTART', 'UNBLOCK'],
  SUCCEEDED: ['RESTART'],
};

/** Whether a run in this status is over for good. */
export const isTerminalWorkflowStatus = (status: WorkflowInstanceStatus): boolean =>
  WORKFLOW_INSTANCE_STATUS[status].terminal;
