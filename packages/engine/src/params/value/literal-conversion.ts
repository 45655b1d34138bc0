import type { ParamDefinition, ParamLiteral, ParamType } from '@rondo/model';
import { fail, ParamFailure } from '../result.ts';
import { coerce } from './coercion.ts';
import { bareValue, typedLiteral } from './typed-value.ts';

/** The literal of `from` in another type, by the rules of 17.6; ends with a VALIDATION error when it has no such form. */
export function convertLiteral(name: string, from: ParamDefinition, to: ParamType): ParamLiteral {
  try {
    const { data } = coerce(
      to,
      typedLiteral(from, (text) => text),
      name,
    );
    return bareValue(data) as ParamLiteral;
  } catch (error) {
    if (!(error instanceof ParamFailure)) throw error;
    const mismatch = `ParameterDefinition type mismatch name [${name}] from [${from.type}] != to [${to}]`;
    return fail('VALIDATION', `${mismatch}: ${error.message}`, name);
  }
}
