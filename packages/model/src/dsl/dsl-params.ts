import { toLong } from '../param/literal.ts';
import type { ParamDefinition, ParamDefinitions, ParamLiteral } from '../param/param-definition.ts';
import { PARAM_MODES, PARAM_TYPES, type ParamMode, type ParamType } from '../param/param-type.ts';
import { DslError } from './dsl-error.ts';
import { type DslPath, entriesOf, isMapping, shownYaml } from './mapping.ts';

/** How the document was parsed. */
export interface DslNumbers {
  /** Integers came as bigints, so that a number is a decimal even when it is whole (`5.0`). */
  readonly integersAreBigints?: boolean | undefined;
}

interface Shorthand {
  readonly name: string;
  readonly isExpression: boolean;
  readonly type: ParamType | undefined;
  readonly mode: ParamMode | undefined;
}

type Literal = Pick<ParamDefinition, 'type'> & { value: ParamLiteral };

const ALIASES: Readonly<Record<string, ParamType>> = {
  MAP: 'STRING_MAP',
  PMAP: 'MAP',
  'ARRAY<STRING>': 'STRING_ARRAY',
  'ARRAY<LONG>': 'LONG_ARRAY',
  'ARRAY<DOUBLE>': 'DOUBLE_ARRAY',
  'ARRAY<BOOLEAN>': 'BOOLEAN_ARRAY',
};

const ARRAY_OF: Readonly<Partial<Record<ParamType, ParamType>>> = {
  STRING: 'STRING_ARRAY',
  LONG: 'LONG_ARRAY',
  DOUBLE: 'DOUBLE_ARRAY',
  BOOLEAN: 'BOOLEAN_ARRAY',
};

const typeOf = (text: string, path: DslPath): ParamType => {
  const name = text.replace(/\s+/g, '').toUpperCase();
  const type = ALIASES[name] ?? PARAM_TYPES.find((known) => known === name);
  if (type === undefined) throw new DslError(path, `has an unknown param type: [${text}]`);
  return type;
};

const modeOf = (text: string, path: DslPath): ParamMode => {
  const mode = PARAM_MODES.find((known) => known === text.trim().toUpperCase());
  if (mode === undefined) throw new DslError(path, `has an unknown param mode: [${text}]`);
  return mode;
};

const parseShorthand = (key: string, path: DslPath): Shorthand => {
  const isExpression = key.startsWith('!');
  let rest = (isExpression ? key.slice(1) : key).trim();
  let mode: ParamMode | undefined;
  let type: ParamType | undefined;
  const modeStart = rest.lastIndexOf('(');
  if (rest.endsWith(')') && modeStart > 0) {
    mode = modeOf(rest.slice(modeStart + 1, -1), path);
    rest = rest.slice(0, modeStart).trim();
  }
  const typeStart = rest.indexOf('<');
  if (rest.endsWith('>') && typeStart > 0) {
    type = typeOf(rest.slice(typeStart + 1, -1), path);
    rest = rest.slice(0, typeStart).trim();
  }
  if (rest === '') throw new DslError(path, 'has an empty param name');
  return { name: rest, isExpression, type, mode };
};

const scalarOf = (value: unknown, path: DslPath, numbers: DslNumbers): Literal | undefined => {
  if (typeof value === 'string') return { type: 'STRING', value };
  if (typeof value === 'boolean') return { type: 'BOOLEAN', value };
  if (typeof value === 'bigint') {
    const long = toLong(value);
    if (long === undefined) throw new DslError(path, `must fit in 64 bits: ${value}`);
    return { type: 'LONG', value: long };
  }
  if (typeof value !== 'number') return undefined;
  if (!Number.isFinite(value)) throw new DslError(path, `must be a finite number, not ${value}`);
  return { type: Number.isInteger(value) && !numbers.integersAreBigints ? 'LONG' : 'DOUBLE', value };
};

const listOf = (
  list: unknown[],
  hint: ParamType | undefined,
  path: DslPath,
  numbers: DslNumbers,
): Literal => {
  if (list.length === 0) return { type: hint?.endsWith('_ARRAY') ? hint : 'STRING_ARRAY', value: [] };
  const elements = list.map((element, index) => {
    const scalar = scalarOf(element, [...path, index], numbers);
    if (scalar !== undefined) return scalar;
    throw new DslError([...path, index], `must be text, a number or a boolean, not ${shownYaml(element)}`);
  });
  const first = (elements[0] as Literal).type;
  const other = elements.findIndex(({ type }) => type !== first);
  if (other > 0)
    throw new DslError([...path, other], `must be a ${first} like the first element of the list`);
  return { type: ARRAY_OF[first] as ParamType, value: elements.map(({ value }) => value) as string[] };
};

const mapOf = (value: unknown, hint: ParamType | undefined, path: DslPath, numbers: DslNumbers): Literal => {
  const entries = entriesOf(value, path);
  const isFlat = entries.length > 0 && entries.every(([, entry]) => typeof entry === 'string');
  if (isFlat && hint !== 'MAP')
    return { type: 'STRING_MAP', value: Object.fromEntries(entries) as Record<string, string> };
  return { type: 'MAP', value: dslToParams(value, path, numbers) };
};

const literalOf = (
  value: unknown,
  hint: ParamType | undefined,
  path: DslPath,
  numbers: DslNumbers,
): Literal => {
  const literal =
    scalarOf(value, path, numbers) ??
    (Array.isArray(value) ? listOf(value, hint, path, numbers) : undefined) ??
    (isMapping(value) ? mapOf(value, hint, path, numbers) : undefined);
  if (literal === undefined) throw new DslError(path, `must have a value, not ${shownYaml(value)}`);
  if (hint === undefined || hint === literal.type) return literal;
  throw new DslError(path, `is declared as ${hint}, but its value is a ${literal.type}`);
};

const expressionOf = (value: unknown, path: DslPath): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  throw new DslError(path, `must be a SEL expression, not ${shownYaml(value)}`);
};

/** One param out of its shorthand `[!]name[<type>][(mode)]: value`. */
const paramOf = (
  key: string,
  value: unknown,
  path: DslPath,
  numbers: DslNumbers,
): [string, ParamDefinition] => {
  const { name, isExpression, type, mode } = parseShorthand(key, path);
  const definition: ParamDefinition = isExpression
    ? { expression: expressionOf(value, path), type: type ?? 'STRING' }
    : literalOf(value, type, path, numbers);
  return [name, mode === undefined ? definition : { ...definition, mode }];
};

/** The params of a YAML map in shorthand; names in `reserved` are refused. Throws DslError. */
export const dslToParams = (
  value: unknown,
  path: DslPath = [],
  numbers: DslNumbers = {},
  reserved: readonly string[] = [],
): ParamDefinitions => {
  const params = new Map<string, ParamDefinition>();
  for (const [key, field] of entriesOf(value, path)) {
    const at = [...path, key];
    const [name, definition] = paramOf(key, field, at, numbers);
    if (params.has(name)) throw new DslError(at, `is a duplicate of the param [${name}]`);
    if (reserved.includes(name))
      throw new DslError(at, `cannot be a param: [${name}] is a key with a meaning here`);
    params.set(name, definition);
  }
  return Object.fromEntries(params);
};
