import type { ParamDefinition, ParamDefinitions } from '@rondo/model';
import type { SelData } from '@rondo/sel';

/** Whether a definition is a MAP written out entry by entry. */
export function isMapLiteral(definition: ParamDefinition): boolean {
  return definition.type === 'MAP' && definition.value !== undefined;
}

/** The definitions that are evaluated one by one: the param itself, or all entries of a MAP literal, at any depth. */
export function leavesOf(definition: ParamDefinition): readonly ParamDefinition[] {
  if (!isMapLiteral(definition)) return [definition];
  return Object.values(definition.value as ParamDefinitions).flatMap(leavesOf);
}

/** The value of a param from the values of its leaves, which are taken from `results` in order. */
export function assemble(definition: ParamDefinition, results: Iterator<SelData>): SelData {
  if (!isMapLiteral(definition)) return results.next().value as SelData;
  const entries = new Map<string, SelData>();
  for (const [name, entry] of Object.entries(definition.value as ParamDefinitions)) {
    entries.set(name, assemble(entry, results));
  }
  return { type: 'MAP', value: entries };
}
