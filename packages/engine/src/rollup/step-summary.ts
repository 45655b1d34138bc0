import type { StepInstanceStatus } from '@rondo/model';

/** What the views over a whole run need to know about a step: its latest attempt, without params and history. */
export interface StepSummary {
  readonly step_id: string;
  readonly step_attempt_id: number;
  readonly status: StepInstanceStatus;
  /** Epoch ms. */
  readonly start_time?: number | undefined;
  readonly end_time?: number | undefined;
}
