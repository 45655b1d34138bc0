import type { ParamDefinition, ParamDefinitions } from '@rondo/model';
import { attempt, fail, type ParamResult } from './result.ts';
import { putEntry } from './value/record.ts';

/**
 * Merged definitions made ready for evaluation: empty OPTIONAL params are dropped, other empty ones are an error, internal
 * modes are removed (15.6). What needs no change is shared, not copied.
 */
export function cleanupParams(definitions: ParamDefinitions): ParamResult<ParamDefinitions> {
  return attempt(() => cleanupAll(definitions));
}

/** As `cleanupParams`; a mistake ends the current work. */
export function cleanupAll(definitions: ParamDefinitions): ParamDefinitions {
  const cleaned: ParamDefinitions = {};
  let isSame = true;
  for (const [name, definition] of Object.entries(definitions)) {
    const kept = cleanupOne(name, definition);
    if (kept !== definition) isSame = false;
    if (kept !== undefined) putEntry(cleaned, name, kept);
  }
  return isSame ? definitions : cleaned;
}

function cleanupOne(name: string, definition: ParamDefinition): ParamDefinition | undefined {
  const isMap = definition.type === 'MAP' && definition.value !== undefined;
  const value = isMap ? cleanupAll(definition.value as ParamDefinitions) : definition.value;
  const isEmpty =
    definition.expression === undefined &&
    (value === undefined || (isMap && Object.keys(value as object).length === 0));
  if (isEmpty && definition.internal_mode === 'OPTIONAL') return undefined;
  if (value === undefined && definition.expression === undefined) {
    return fail('ILLEGAL_ARGUMENT', `[${name}] is a required parameter (type=[${definition.type}])`, name);
  }
  if (definition.internal_mode === undefined && value === definition.value) return definition;
  const { internal_mode: _removed, ...rest } = definition;
  return value === undefined ? rest : { ...rest, value };
}
