import { type EvaluatedValue, type Parameters, stringifyJson } from '@rondo/model';
import type { Attempt } from '../contract.ts';
import { OUTPUT_END, OUTPUT_START } from '../output-markers.ts';

/** Linux refuses a variable of 128 KiB; the rest is for its name and for other systems. */
const MAX_VALUE_BYTES = 65_536;
/** All params together; Linux allows 2 MiB for environment and command by default, macOS 1 MiB. */
const MAX_TOTAL_BYTES = 524_288;

/** What a script finds about its step. */
export interface ParamEnvironment {
  readonly variables: Record<string, string>;
  /** One sentence for each param that is only in the params file, and why. */
  readonly notes: readonly string[];
}

/** The name of a param's variable: `RONDO_PARAM_` and the name in upper case, other characters as `_`. */
function paramVariable(name: string): string {
  return `RONDO_PARAM_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}

/** A variable for each param that fits: text as it is, everything else as JSON. */
export function paramEnvironment(params: Parameters, excluded: readonly string[]): ParamEnvironment {
  const variables: Record<string, string> = {};
  const notes: string[] = [];
  const names = Object.keys(params).filter((name) => !excluded.includes(name));
  const owners = groupByVariable(names);
  let total = 0;
  for (const [variable, [name, ...others]] of owners) {
    const value = textOf(params[name!]?.evaluated_result);
    if (value === undefined) continue;
    const bytes = Buffer.byteLength(value);
    const reason =
      (others.length > 0 && `it would stand for the params ${[name, ...others].join(', ')}`) ||
      (value.includes('\0') && 'its value has a NUL character') ||
      (bytes > MAX_VALUE_BYTES &&
        `its value of ${bytes} bytes is more than the limit of ${MAX_VALUE_BYTES}`) ||
      (total + bytes > MAX_TOTAL_BYTES && `all params together are more than ${MAX_TOTAL_BYTES} bytes`);
    if (reason) {
      notes.push(`${variable} is not set, because ${reason}: read $RONDO_PARAMS_FILE instead.`);
    } else {
      variables[variable] = value;
      total += bytes + variable.length;
    }
  }
  return { variables, notes };
}

/** The JSON object of all evaluated params by their own names. */
export function paramsFile(params: Parameters, excluded: readonly string[]): string {
  const evaluated = Object.entries(params)
    .filter(([name, param]) => !excluded.includes(name) && param.evaluated_result !== undefined)
    .map(([name, param]) => [name, param.evaluated_result]);
  return stringifyJson(Object.fromEntries(evaluated));
}

/** The ids of the attempt, its folder, and the tokens of the marker protocol. */
export function attemptEnvironment(attempt: Attempt, workDir: string): Record<string, string> {
  return {
    RONDO_WORKFLOW_ID: attempt.workflow_id,
    RONDO_WORKFLOW_INSTANCE_ID: String(attempt.workflow_instance_id),
    RONDO_WORKFLOW_RUN_ID: String(attempt.workflow_run_id),
    RONDO_STEP_ID: attempt.step_id,
    RONDO_STEP_ATTEMPT_ID: String(attempt.step_attempt_id),
    RONDO_STEP_UUID: attempt.step_uuid,
    RONDO_WORK_DIR: workDir,
    MAESTRO_OUTPUT_START: OUTPUT_START,
    MAESTRO_OUTPUT_END: OUTPUT_END,
  };
}

function groupByVariable(names: readonly string[]): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const name of names) {
    const variable = paramVariable(name);
    owners.set(variable, [...(owners.get(variable) ?? []), name]);
  }
  return owners;
}

function textOf(value: EvaluatedValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : stringifyJson(value);
}
