import type { RunInstance, RunState, StepState, Termination } from '@rondo/engine';
import { parseJson, stringifyJson, type Timeline, type WorkflowInstanceStatus } from '@rondo/model';
import { type PackedParams, packWorkflowParams, unpackWorkflowParams } from './param-codec.ts';

/** A row of workflow_instance, as runs are read back from it. */
export interface RunRow {
  readonly run_key: number;
  readonly workflow_id: string;
  readonly instance_id: number;
  readonly run_id: number;
  readonly uuid: string;
  readonly version_id: number;
  readonly group_id: number;
  readonly revision: number;
  readonly status: string;
  readonly create_time: number;
  readonly start_time: number | null;
  readonly end_time: number | null;
  readonly parked: string | null;
  readonly instance: string;
  readonly state: string;
}

type Columns =
  | 'workflow_id'
  | 'workflow_instance_id'
  | 'workflow_run_id'
  | 'workflow_uuid'
  | 'workflow_version_id'
  | 'create_time';

/** What the `instance` column holds: what never changes and has no column. */
type PackedInstance = Omit<RunInstance, Columns | 'params'> & { readonly params: PackedParams };

/** What the `state` column holds: what changes and has no column. */
interface PackedState {
  readonly timeline: Timeline;
  readonly ending?: Termination;
}

/** The immutable part of a run, written once. */
export function encodeInstance(instance: RunInstance): string {
  const {
    workflow_id: _id,
    workflow_instance_id: _instance,
    workflow_run_id: _run,
    workflow_uuid: _uuid,
    workflow_version_id: _version,
    create_time: _time,
    params,
    ...rest
  } = instance;
  const packed: PackedInstance = { ...rest, params: packWorkflowParams(params) };
  return stringifyJson(packed);
}

/** The changing part of a run; steps have rows of their own. */
export function encodeState(state: RunState): string {
  const packed: PackedState = {
    timeline: state.timeline,
    ...(state.ending && { ending: state.ending }),
  };
  return stringifyJson(packed);
}

export function decodeInstance(row: RunRow): RunInstance {
  const { params, ...rest } = parseJson(row.instance) as PackedInstance;
  return {
    ...rest,
    workflow_id: row.workflow_id,
    workflow_instance_id: row.instance_id,
    workflow_run_id: row.run_id,
    workflow_uuid: row.uuid,
    workflow_version_id: row.version_id,
    create_time: row.create_time,
    params: unpackWorkflowParams(params),
  };
}

/** The state of a run from its row and the latest attempt of each of its steps. `isActive` counts what goes on. */
export function decodeRun(
  row: RunRow,
  steps: readonly StepState[],
  isActive: (step: StepState) => boolean,
): RunState {
  const packed = parseJson(row.state) as PackedState;
  return {
    instance: decodeInstance(row),
    status: row.status as WorkflowInstanceStatus,
    timeline: packed.timeline,
    steps: new Map(steps.map((step) => [step.step_id, step])),
    active: steps.filter(isActive).length,
    ...(row.start_time !== null && { start_time: row.start_time }),
    ...(row.end_time !== null && { end_time: row.end_time }),
    ...(packed.ending && { ending: packed.ending }),
  };
}
