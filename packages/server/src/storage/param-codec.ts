import { stepDefaults, workflowDefaults } from '@rondo/engine';
import type { ParamDefinition, ParamDefinitions, Parameter, Parameters } from '@rondo/model';

/**
 * Evaluated params as they are stored. Most params of a run are the system's defaults: of those only the result is
 * kept, and the definition is put back when they are read.
 */
export interface PackedParams {
  /** When they were evaluated, epoch ms, where all have the same time. */
  readonly time?: number;
  /** Results of untouched defaults, by name. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** All others, whole; `evaluated_time` is left out where it equals `time`. */
  readonly own?: Readonly<Record<string, unknown>>;
}

const WORKFLOW_DEFAULTS = workflowDefaults();
/** The defaults that steps of every type have. */
const STEP_DEFAULTS = stepDefaults('NoOp');

export function packWorkflowParams(params: Parameters): PackedParams {
  return pack(params, WORKFLOW_DEFAULTS);
}

export function unpackWorkflowParams(packed: PackedParams): Parameters {
  return unpack(packed, WORKFLOW_DEFAULTS);
}

export function packStepParams(params: Parameters): PackedParams {
  return pack(params, STEP_DEFAULTS);
}

export function unpackStepParams(packed: PackedParams): Parameters {
  return unpack(packed, STEP_DEFAULTS);
}

function isDefault(definition: ParamDefinition | undefined, param: Parameter): boolean {
  return (
    definition !== undefined &&
    param.source === 'SYSTEM_DEFAULT' &&
    param.type === definition.type &&
    param.expression === definition.expression &&
    param.value === definition.value &&
    param.mode === definition.mode &&
    (param.tags?.length ?? 0) === 0 &&
    param.validator === undefined
  );
}

function pack(params: Parameters, definitions: ParamDefinitions): PackedParams {
  let time: number | undefined;
  const defaults: Record<string, unknown> = {};
  const own: Record<string, unknown> = {};
  for (const name in params) {
    const param = params[name] as Parameter;
    time ??= param.evaluated_time;
    if (param.evaluated_time === time && isDefault(definitions[name], param)) {
      defaults[name] = param.evaluated_result;
      continue;
    }
    if (param.evaluated_time === time) {
      const { evaluated_time: _, ...rest } = param;
      own[name] = rest;
    } else own[name] = param;
  }
  return {
    ...(time !== undefined && { time }),
    ...(Object.keys(defaults).length > 0 && { defaults }),
    ...(Object.keys(own).length > 0 && { own }),
  };
}

function unpack(packed: PackedParams, definitions: ParamDefinitions): Parameters {
  const params: Record<string, Parameter> = {};
  for (const [name, result] of Object.entries(packed.defaults ?? {})) {
    const { internal_mode: _, ...definition } = definitions[name] ?? { type: 'STRING' as const };
    const literal = definition.expression === undefined && definition.value === undefined;
    params[name] = {
      ...definition,
      ...(literal && { value: result }),
      evaluated_result: result,
      evaluated_time: packed.time,
    } as Parameter;
  }
  for (const [name, param] of Object.entries(packed.own ?? {})) {
    params[name] = { evaluated_time: packed.time, ...(param as object) } as Parameter;
  }
  return params;
}
