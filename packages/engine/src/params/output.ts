import {
  type EvaluatedValue,
  type ParamDefinitions,
  type Parameter,
  type Parameters,
  stringifyJson,
} from '@rondo/model';
import { mergeAll } from './merge.ts';
import { attempt, fail, type ParamResult } from './result.ts';
import { coerce } from './value/coercion.ts';
import { shorten } from './value/interpolation.ts';
import { ownEntry, putEntry } from './value/record.ts';
import { bareValue, fits, typedResult } from './value/typed-value.ts';

/**
 * The params of a step with what its attempt reported merged in: each name must be a param of the step and MUTABLE, the
 * declared type stays, the result is replaced (20.6). Stored placeholders for large literals are put back.
 */
export function mergeOutputParams(params: Parameters, output: Parameters): ParamResult<Parameters> {
  return attempt(() => {
    const merged = { ...params };
    for (const [name, reported] of Object.entries(output)) {
      const base = ownEntry(params, name);
      if (!base) return fail('VALIDATION', `Invalid output parameter [${name}], not defined in params`, name);
      putEntry(merged, name, mergeOutput(name, base, reported));
    }
    return merged;
  });
}

/** Stands for a stored literal that equals its evaluated result (20.6). */
export const SAME_AS_RESULT = 'PARAM_VALUE_IDENTICAL_TO_EVALUATED_RESULT';

function mergeOutput(name: string, base: Parameter, reported: Parameter): Parameter {
  const { evaluated_result: result, evaluated_time: time, ...definition } = restored(reported);
  const {
    evaluated_result: _before,
    evaluated_time: timeBefore,
    double_entries: _marks,
    ...baseDefinition
  } = base;
  const merged = mergeAll({ [name]: baseDefinition }, { [name]: definition }, { source: 'OUTPUT_PARAMETER' });
  return {
    ...(merged as ParamDefinitions)[name],
    type: base.type,
    evaluated_result: converted(name, base, { ...definition, evaluated_result: result }),
    evaluated_time: time ?? timeBefore,
  } as Parameter;
}

function restored(reported: Parameter): Parameter {
  const { value, evaluated_result: result } = reported;
  const isPlaceholder = value === SAME_AS_RESULT || (Array.isArray(value) && value[0] === SAME_AS_RESULT);
  if (isPlaceholder && result !== undefined && result !== null) {
    return { ...reported, value: result as NonNullable<Parameter['value']> };
  }
  if (result !== undefined || value === undefined || reported.type === 'MAP') return reported;
  return { ...reported, evaluated_result: value as EvaluatedValue };
}

function converted(name: string, base: Parameter, reported: Parameter): EvaluatedValue {
  if (reported.evaluated_result === undefined) {
    return fail('VALIDATION', `Invalid output parameter [${name}]: it has no evaluated_result`, name);
  }
  if (!fits(reported, reported.evaluated_result)) {
    const shown = shorten(stringifyJson(reported.evaluated_result));
    fail(
      'VALIDATION',
      `Invalid output parameter [${name}]: its result [${shown}] is no ${reported.type}`,
      name,
    );
  }
  const data = typedResult(reported);
  if (base.type === reported.type) return bareValue(data);
  return bareValue(coerce(base.type, data, name).data);
}
