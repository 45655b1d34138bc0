import { stepBody } from '@rondo/model';
import type { PlannedStep } from '../graph/plan.ts';
import { isActive, type RunDraft, withStatus } from '../workflow/draft.ts';
import { countRetry, RETRY_KIND, type RetryKind } from './backoff.ts';
import { resolveRetry } from './settings.ts';
import type { StepState } from './state.ts';

/** The first attempt of a step in this run, CREATED. */
export function firstAttempt(draft: RunDraft, planned: PlannedStep): StepState {
  const body = stepBody(planned.step);
  const policy = 'retry_policy' in body ? body.retry_policy : undefined;
  return createAttempt(draft, {
    step_id: planned.id,
    step_attempt_id: 1,
    step_instance_id: draft.steps.size + 1,
    retry: resolveRetry(policy, draft.run.instance.params),
  });
}

/** The attempt after a failed one: same step, counters carried on, one more of the kind that failed. */
export function nextAttempt(draft: RunDraft, failed: StepState): StepState {
  const kind: RetryKind | undefined = RETRY_KIND[failed.status as keyof typeof RETRY_KIND];
  return createAttempt(draft, {
    step_id: failed.step_id,
    step_attempt_id: failed.step_attempt_id + 1,
    step_instance_id: failed.step_instance_id,
    retry: kind ? countRetry(failed.retry, kind) : failed.retry,
  });
}

/** The step's state when it still is this attempt and still has something to do; late news find nothing. */
export function activeAttempt(draft: RunDraft, stepId: string, attemptId: number): StepState | undefined {
  const step = draft.step(stepId);
  return step && step.step_attempt_id === attemptId && isActive(step) ? step : undefined;
}

type Ids = Pick<StepState, 'step_id' | 'step_attempt_id' | 'step_instance_id' | 'retry'>;

function createAttempt(draft: RunDraft, ids: Ids): StepState {
  const uuid = draft.env.nameUuid(
    `${draft.run.instance.workflow_uuid}:${ids.step_id}:${ids.step_attempt_id}`,
  );
  const created: StepState = { ...ids, step_uuid: uuid, status: 'CREATED', times: {}, timeline: [] };
  return withStatus(created, 'CREATED', draft.env.now);
}
