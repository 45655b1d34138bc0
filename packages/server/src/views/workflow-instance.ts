import { aggregateRuns, type Plan, type RunState, runtimeOverview, type StepSummary } from '@rondo/engine';
import {
  isTerminalWorkflowStatus,
  type RuntimeDag,
  type Timeline,
  type Workflow,
  type WorkflowInstance,
} from '@rondo/model';
import type { RunRow } from '../storage/run-codec.ts';
import { stepTransition } from './step-transition.ts';
import { enrichTimeline, statusEvents } from './timeline.ts';

/** What a run is rendered from; `steps` are the latest attempts of its created steps. */
export interface RunSource {
  readonly row: RunRow;
  /** The row decoded; the steps it has do not matter. */
  readonly run: RunState;
  readonly plan: Plan;
  readonly steps: readonly StepSummary[];
}

/** Which optional parts to render: STATUS events in the timeline, the view across runs. */
export interface RunViewOptions {
  readonly enriched: boolean;
  readonly aggregated: boolean;
}

/** A run as the API shows it (spec 4.7). */
export function renderWorkflowInstance(source: RunSource, options: RunViewOptions): WorkflowInstance {
  const { row, run, plan, steps } = source;
  const { instance } = run;
  const dag = [...plan.steps.keys()];
  const isLaunched = run.start_time !== undefined;
  return {
    workflow_id: instance.workflow_id,
    workflow_instance_id: instance.workflow_instance_id,
    workflow_run_id: instance.workflow_run_id,
    workflow_uuid: instance.workflow_uuid,
    correlation_id: instance.correlation_id,
    workflow_version_id: instance.workflow_version_id,
    group_info: instance.group_info,
    internal_id: instance.internal_id,
    ...(isLaunched && { execution_id: instance.workflow_uuid }),
    status: run.status,
    initiator: instance.initiator,
    request_time: instance.request_time,
    create_time: instance.create_time,
    ...(run.start_time !== undefined && { start_time: run.start_time }),
    ...(run.end_time !== undefined && { end_time: run.end_time }),
    modify_time: modifyTime(run, steps),
    ...(instance.timeout_in_millis !== undefined && { timeout_in_millis: instance.timeout_in_millis }),
    run_config: instance.run_config,
    run_params: instance.run_params,
    ...(instance.step_run_params && { step_run_params: instance.step_run_params }),
    run_properties: instance.run_properties,
    runtime_workflow: runtimeWorkflow(plan.workflow, run),
    runtime_dag: runtimeDag(plan),
    params: instance.params,
    ...(isLaunched && { runtime_overview: runtimeOverview({ run: instance, dag, steps }) }),
    ...(instance.artifacts &&
      Object.keys(instance.artifacts).length > 0 && { artifacts: { ...instance.artifacts } }),
    timeline: timelineOf(row, run, options.enriched),
    ...(options.aggregated && {
      aggregated_info: aggregateRuns({
        status: run.status,
        workflow_run_id: instance.workflow_run_id,
        definition: dag,
        dag,
        steps,
      }),
    }),
  };
}

/** The definition as this run executes it: the tags that its start request brought are added. */
function runtimeWorkflow(workflow: Workflow, run: RunState): Workflow {
  const added = run.instance.run_config.runtime_tags;
  if (!added || added.length === 0) return workflow;
  return { ...workflow, tags: [...(workflow.tags ?? []), ...added] };
}

function runtimeDag(plan: Plan): RuntimeDag {
  return Object.fromEntries([...plan.steps.values()].map((step) => [step.id, stepTransition(step)]));
}

function modifyTime(run: RunState, steps: readonly StepSummary[]): number {
  if (run.end_time !== undefined) return run.end_time;
  let latest = run.start_time ?? run.instance.create_time;
  for (const step of steps) latest = Math.max(latest, step.start_time ?? 0, step.end_time ?? 0);
  return latest;
}

function timelineOf(row: RunRow, run: RunState, enriched: boolean): Timeline {
  const timeline = row.parked === null ? run.timeline : [...run.timeline, parkedEvent(row.parked, run)];
  if (!enriched) return timeline;
  return enrichTimeline(
    timeline,
    statusEvents([
      ['CREATED', run.instance.create_time],
      ['IN_PROGRESS', run.start_time],
      [run.status, isTerminalWorkflowStatus(run.status) ? run.end_time : undefined],
    ]),
  );
}

function parkedEvent(reason: string, run: RunState): Timeline[number] {
  return {
    timestamp: run.timeline.at(-1)?.timestamp ?? run.instance.create_time,
    type: 'DETAILS',
    status: 'INTERNAL_ERROR',
    message: 'The engine could not go on with this run and has set it aside; stop it or report the error.',
    errors: [reason],
  };
}
