import type {
  StepAggregatedView,
  WorkflowInstanceAggregatedInfo,
  WorkflowInstanceStatus,
} from '@rondo/model';
import type { StepSummary } from './step-summary.ts';

/** What the view across all runs up to this one is made of. */
export interface AggregatedInput {
  readonly status: WorkflowInstanceStatus;
  readonly workflow_run_id: number;
  /** Ids of all steps of the definition. */
  readonly definition: readonly string[];
  /** Ids of the steps that this run may reach. */
  readonly dag: readonly string[];
  readonly steps: Iterable<StepSummary>;
  /** The views of the runs before; unset for the first run. */
  readonly baseline?: Readonly<Record<string, StepAggregatedView>> | undefined;
}

/**
 * Where each step of an instance stands across its runs (spec 4.9): what this run created overlays the runs before it,
 * what it will still create is NOT_CREATED again, and so is every step that never was.
 */
export function aggregateRuns(input: AggregatedInput): WorkflowInstanceAggregatedInfo {
  const created = new Map<string, StepAggregatedView>();
  for (const step of input.steps) {
    if (step.status === 'NOT_CREATED') continue;
    created.set(step.step_id, {
      workflow_run_id: input.workflow_run_id,
      status: step.status,
      ...(step.start_time === undefined ? {} : { start_time: step.start_time }),
      ...(step.end_time === undefined ? {} : { end_time: step.end_time }),
    });
  }
  const reset = new Set(input.dag);
  const baseline = input.baseline ?? {};
  const views: [string, StepAggregatedView][] = input.definition.map((id) => {
    const before = reset.has(id) || !Object.hasOwn(baseline, id) ? undefined : baseline[id];
    return [id, created.get(id) ?? before ?? { status: 'NOT_CREATED' }];
  });
  return { workflow_instance_status: input.status, step_aggregated_views: Object.fromEntries(views) };
}
