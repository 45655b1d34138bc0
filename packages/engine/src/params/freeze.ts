import type {
  ParamDefinition,
  ParamDefinitions,
  Parameter,
  Parameters,
  ParamLiteral,
  ParamSource,
} from '@rondo/model';
import { DEFAULT_LIMITS, type SelData } from '@rondo/sel';
import { escapeDollars, literalReferences } from './value/interpolation.ts';
import { putEntry } from './value/record.ts';
import { bareValue, typedResult } from './value/typed-value.ts';

/**
 * Evaluated params as definitions for another run, of this workflow or of a child: the result becomes the literal, except
 * for IMMUTABLE ones, which keep what they were defined as (19.4). Dollars are doubled, so that results are not
 * interpolated again (D21). `source` is put on those that have none.
 */
export function freezeParams(params: Parameters, source?: ParamSource): ParamDefinitions {
  const frozen: ParamDefinitions = {};
  for (const [name, param] of Object.entries(params)) {
    const definition = freezeParam(param);
    putEntry(frozen, name, source === undefined ? definition : { source, ...definition });
  }
  return frozen;
}

function freezeParam(param: Parameter): ParamDefinition {
  const { evaluated_result: _result, evaluated_time: time, double_entries: _marks, ...definition } = param;
  if (param.mode === 'IMMUTABLE' || time === undefined) return definition;
  const { value: declared, expression: _replaced, ...rest } = definition;
  const quoted = param.type === 'STRING' ? quotedText(param.evaluated_result) : undefined;
  if (quoted !== undefined) return { ...rest, expression: quoted };
  const value = literalOf(param.type, typedResult(param), declared as ParamDefinitions | undefined);
  return value === undefined ? rest : { ...rest, value };
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
};

/**
 * A text with two dollars before a name as an expression: four dollars before a name would still demand that the name
 * exists (D16), and results of expressions are never interpolated. Undefined for all other texts.
 */
function quotedText(result: unknown): string | undefined {
  if (typeof result !== 'string' || !result.includes('$$')) return undefined;
  if (literalReferences(escapeDollars(result)).length === 0) return undefined;
  const quoted = `'${result.replace(/[\\'\n\r]/g, (character) => ESCAPES[character] as string)}'`;
  return quoted.length < DEFAULT_LIMITS.length - 1 ? quoted : undefined;
}

function literalOf(
  type: ParamDefinition['type'],
  data: SelData,
  declared: ParamDefinitions | undefined,
): ParamLiteral | undefined {
  switch (data.type) {
    case 'NULL':
      return undefined;
    case 'STRING':
      return data.value === null ? undefined : escapeDollars(data.value);
    case 'STRING_ARRAY':
      return data.value.map((text) => (text === null ? null : escapeDollars(text)));
    case 'MAP':
      return type === 'STRING_MAP' ? stringMapOf(data.value) : mapOf(data.value, declared);
    default:
      return bareValue(data) as ParamLiteral;
  }
}

function stringMapOf(entries: ReadonlyMap<string, SelData>): Record<string, string | null> {
  const texts: Record<string, string | null> = {};
  for (const [key, { value }] of entries) {
    putEntry(texts, escapeDollars(key), typeof value === 'string' ? escapeDollars(value) : null);
  }
  return texts;
}

function mapOf(entries: ReadonlyMap<string, SelData>, declared: ParamDefinitions = {}): ParamDefinitions {
  const frozen: ParamDefinitions = {};
  for (const [name, entry] of entries) {
    const definition = Object.hasOwn(declared, name) ? declared[name] : undefined;
    putEntry(frozen, name, freezeEntry(entry, definition));
  }
  return frozen;
}

/** An entry keeps the other facts of its definition; its type is that of its value: entries are stored uncoerced (D19). */
function freezeEntry(data: SelData, declared: ParamDefinition | undefined): ParamDefinition {
  if (declared?.mode === 'IMMUTABLE') return declared;
  const isStringMap = data.type === 'MAP' && declared?.type === 'STRING_MAP';
  const type = isStringMap ? 'STRING_MAP' : data.type === 'NULL' ? (declared?.type ?? 'STRING') : data.type;
  const { value: nested, expression: _replaced, ...rest } = declared ?? { type };
  const quoted = data.type === 'STRING' ? quotedText(data.value) : undefined;
  if (quoted !== undefined) return { ...rest, type, expression: quoted };
  const value = literalOf(type, data, nested as ParamDefinitions | undefined);
  return value === undefined ? { ...rest, type } : { ...rest, type, value };
}
