import { DEFAULT_RETRY, type StepState, type StepTimes } from '@rondo/engine';
import {
  type Artifact,
  parseJson,
  type StepInstanceStatus,
  stringifyJson,
  type Timeline,
} from '@rondo/model';
import { type PackedParams, packStepParams, unpackStepParams } from './param-codec.ts';

/** A row of step_instance, as the state is read back from it. */
export interface StepRow {
  readonly step_id: string;
  readonly attempt_id: number;
  readonly ordinal: number;
  readonly status: string;
  readonly state: string;
}

/** What the `state` column of a step attempt holds: everything that has no column of its own, defaults left out. */
interface PackedStep {
  readonly uuid: string;
  /** `[create_time, ...]`: the later times as milliseconds since the first, in the order of TIMES, -1 for none. */
  readonly times: readonly number[];
  readonly retry?: StepState['retry'];
  readonly timeout?: number;
  readonly params?: PackedParams;
  readonly satisfied?: boolean;
  readonly transition?: Readonly<Record<string, boolean>>;
  readonly artifacts?: Readonly<Record<string, Artifact>>;
  readonly timeline?: Timeline;
  readonly retry_at?: number;
  readonly poll_at?: number;
  readonly terminating?: StepState['terminating'];
}

const TIMES: readonly (keyof StepTimes)[] = [
  'create_time',
  'initialize_time',
  'pause_time',
  'wait_signal_time',
  'evaluate_param_time',
  'wait_permit_time',
  'start_time',
  'execute_time',
  'finish_time',
  'end_time',
  'modify_time',
];

/** The compact JSON of an attempt: about 150 bytes for a step without params of its own. */
export function encodeStep(step: StepState): string {
  const packed: PackedStep = {
    uuid: step.step_uuid,
    times: packTimes(step.times),
    ...(step.retry !== DEFAULT_RETRY && { retry: step.retry }),
    ...(step.timeout_in_millis !== undefined && { timeout: step.timeout_in_millis }),
    ...(step.params && { params: packStepParams(step.params) }),
    ...(step.satisfied !== undefined && { satisfied: step.satisfied }),
    ...(step.transition && Object.keys(step.transition).length > 0 && { transition: step.transition }),
    ...(step.artifacts && { artifacts: step.artifacts }),
    ...(step.timeline.length > 0 && { timeline: step.timeline }),
    ...(step.retry_at !== undefined && { retry_at: step.retry_at }),
    ...(step.poll_at !== undefined && { poll_at: step.poll_at }),
    ...(step.terminating && { terminating: step.terminating }),
  };
  return stringifyJson(packed);
}

/** The attempt as it was encoded. */
export function decodeStep(row: StepRow): StepState {
  const packed = parseJson(row.state) as PackedStep;
  const ids = {
    step_id: row.step_id,
    step_attempt_id: row.attempt_id,
    step_uuid: packed.uuid,
    step_instance_id: row.ordinal,
  };
  return {
    ...ids,
    status: row.status as StepInstanceStatus,
    times: unpackTimes(packed.times),
    retry: packed.retry ?? DEFAULT_RETRY,
    timeline: packed.timeline ?? [],
    ...(packed.timeout !== undefined && { timeout_in_millis: packed.timeout }),
    ...(packed.params && { params: unpackStepParams(packed.params) }),
    ...(packed.satisfied !== undefined && { satisfied: packed.satisfied }),
    ...(packed.transition && { transition: packed.transition }),
    ...(packed.artifacts && { artifacts: packed.artifacts }),
    ...(packed.retry_at !== undefined && { retry_at: packed.retry_at }),
    ...(packed.poll_at !== undefined && { poll_at: packed.poll_at }),
    ...(packed.terminating && { terminating: packed.terminating }),
  };
}

function packTimes(times: StepTimes): number[] {
  const start = times.create_time ?? 0;
  return TIMES.map((name, index) => {
    const time = times[name];
    if (time === undefined) return -1;
    return index === 0 ? time : time - start;
  });
}

function unpackTimes(packed: readonly number[]): StepTimes {
  const start = packed[0] ?? 0;
  const times: Record<string, number> = {};
  for (const [index, name] of TIMES.entries()) {
    const time = packed[index];
    if (time !== undefined && time >= 0) times[name] = index === 0 ? time : start + time;
  }
  return times;
}
