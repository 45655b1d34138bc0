import {
  PARAM_TYPES,
  type ParamDefinition,
  type ParamDefinitions,
  type ParamType,
  paramDefinitionSchema,
  parseJson,
} from '@rondo/model';
import { UsageError } from './problem.ts';

/** A `--param` as it was written: a name, its type if given, and the text of its value. */
export interface WrittenParam {
  readonly name: string;
  readonly type?: ParamType | undefined;
  readonly text: string;
}

/** Reads `NAME=VALUE` or `NAME:TYPE=VALUE`; throws UsageError. */
export function parseParam(written: string): WrittenParam {
  const split = written.indexOf('=');
  if (split <= 0) throw new UsageError(`--param is written NAME=VALUE or NAME:TYPE=VALUE, not [${written}]`);
  const [name = '', type] = written.slice(0, split).split(':');
  const text = written.slice(split + 1);
  return type === undefined ? { name, text } : { name, type: readType(name, type), text };
}

/**
 * Makes run params of what was written: in the given type, else in the type that the workflow declares, else STRING.
 * Arrays and maps are JSON. Throws UsageError for a value that the type cannot hold.
 */
export function runParamsOf(
  written: readonly WrittenParam[],
  declared: Readonly<Record<string, Pick<ParamDefinition, 'type'>>>,
): ParamDefinitions {
  const entries = written.map(({ name, type, text }): [string, ParamDefinition] => {
    const own = Object.hasOwn(declared, name) ? declared[name]?.type : undefined;
    return [name, definitionOf(name, type ?? own ?? 'STRING', text)];
  });
  return Object.fromEntries(entries);
}

function definitionOf(name: string, type: ParamType, text: string): ParamDefinition {
  const parsed = paramDefinitionSchema.safeParse({ type, value: literalOf(name, type, text) });
  if (parsed.success) return parsed.data;
  throw new UsageError(`--param ${name}: ${parsed.error.issues[0]?.message ?? 'is not valid'}`);
}

function literalOf(name: string, type: ParamType, text: string): unknown {
  if (!type.includes('_') && type !== 'MAP') return text;
  try {
    return parseJson(text);
  } catch {
    throw new UsageError(`--param ${name}: a ${type} is written as JSON, not [${text}]`);
  }
}

function readType(name: string, text: string): ParamType {
  const type = PARAM_TYPES.find((known) => known === text.toUpperCase());
  if (type !== undefined) return type;
  throw new UsageError(
    `--param ${name}: there is no type [${text}]; the types are ${PARAM_TYPES.join(', ')}`,
  );
}
