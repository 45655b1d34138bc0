import type {
  Artifact,
  Initiator,
  ParamDefinitions,
  Parameters,
  RunConfig,
  RunProperties,
  Timeline,
  WorkflowInstanceStatus,
} from '@rondo/model';
import type { StepState, Termination } from '../step/state.ts';

/** What never changes about a run: its ids, how it was started, and its evaluated workflow params. */
export interface RunInstance {
  readonly workflow_id: string;
  readonly workflow_instance_id: number;
  readonly workflow_run_id: number;
  readonly workflow_uuid: string;
  readonly correlation_id: string;
  readonly workflow_version_id: number;
  readonly internal_id: number;
  readonly group_info: number;
  readonly initiator: Initiator;
  readonly run_config: RunConfig;
  readonly run_params: ParamDefinitions;
  readonly step_run_params?: Readonly<Record<string, ParamDefinitions>>;
  readonly run_properties: RunProperties;
  readonly params: Parameters;
  readonly timeout_in_millis?: number;
  readonly request_time: number;
  /** Artifacts that came with the request. */
  readonly artifacts?: Readonly<Record<string, Artifact>>;
  readonly create_time: number;
}

/** The state of one run of a workflow instance, as the decider sees it. */
export interface RunState {
  readonly instance: RunInstance;
  readonly status: WorkflowInstanceStatus;
  /** Epoch ms of the launch; the workflow timeout counts from here. */
  readonly start_time?: number;
  readonly end_time?: number;
  readonly timeline: Timeline;
  /** The latest attempt of every step that was created so far. */
  readonly steps: ReadonlyMap<string, StepState>;
  /** How many of `steps` are neither terminal nor done with retrying. The run is over when it reaches 0. */
  readonly active: number;
  /** Set once the whole run is being ended: steps that come up from now on end this way, too. */
  readonly ending?: Termination;
}
