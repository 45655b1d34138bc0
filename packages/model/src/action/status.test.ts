import { describe, expect, it } from 'vitest';
import { stepInstanceActions } from './step-action.ts';
import {
  isActiveStepStatus,
  isCompleteStepStatus,
  isRestartableStepStatus,
  isTerminalStepStatus,
  STEP_INSTANCE_STATUS,
  STEP_INSTANCE_STATUSES,
} from './step-status.ts';
import {
  isTerminalWorkflowStatus,
  WORKFLOW_INSTANCE_STATUSES,
  workflowInstanceActions,
} from './workflow-status.ts';

describe('the statuses of a step', () => {
  it('restartable are those that ended without completing and without a retry to come', () => {
    expect(STEP_INSTANCE_STATUSES.filter(isRestartableStepStatus)).toEqual([
      'FATALLY_FAILED',
      'INTERNALLY_FAILED',
      'STOPPED',
      'TIMED_OUT',
    ]);
  });

  it('complete implies terminal, and every status is active, complete or restartable', () => {
    for (const status of STEP_INSTANCE_STATUSES) {
      expect(isCompleteStepStatus(status) && !isTerminalStepStatus(status)).toBe(false);
      const groups = [
        isActiveStepStatus(status),
        isCompleteStepStatus(status),
        isRestartableStepStatus(status),
      ];
      expect([status, groups.filter(Boolean).length]).toEqual([status, 1]);
    }
  });

  it('are kept in the references of a rollup as the specification lists them', () => {
    expect(STEP_INSTANCE_STATUSES.filter((status) => STEP_INSTANCE_STATUS[status].kept_in_refs)).toEqual([
      ...['PAUSED', 'WAITING_FOR_SIGNALS', 'EVALUATING_PARAMS', 'WAITING_FOR_PERMITS', 'RUNNING'],
      ...['USER_FAILED', 'PLATFORM_FAILED', 'FATALLY_FAILED', 'INTERNALLY_FAILED', 'TIMEOUT_FAILED'],
    ]);
  });

  it('allow actions except when nothing was created, and RESTART only when over', () => {
    const listed = Object.keys(stepInstanceActions);
    expect([...listed, 'NOT_CREATED'].sort()).toEqual([...STEP_INSTANCE_STATUSES].sort());
    for (const [status, actions] of Object.entries(stepInstanceActions)) {
      const isOver = !isActiveStepStatus(status as keyof typeof stepInstanceActions);
      expect([status, actions.includes('RESTART')]).toEqual([status, isOver]);
      expect([status, actions.includes('KILL')]).toEqual([status, !isOver]);
    }
  });
});

describe('the statuses of a workflow instance', () => {
  it('allow KILL until they are terminal and RESTART from then on', () => {
    for (const status of WORKFLOW_INSTANCE_STATUSES) {
      const actions = workflowInstanceActions[status];
      expect(actions.includes('KILL')).toBe(!isTerminalWorkflowStatus(status));
      expect(actions.includes('RESTART')).toBe(isTerminalWorkflowStatus(status));
    }
  });
});
