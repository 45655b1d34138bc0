import {
  type EvaluatedValue,
  isPlainObject,
  PARAM_TYPES,
  type Parameter,
  type ParamLiteral,
  type ParamType,
  paramDefinitionSchema,
  shown,
  toLong,
} from '@rondo/model';

/** Output data that a step may not have; the message names the place and the value. */
export class OutputDataError extends Error {
  override readonly name = 'OutputDataError';
}

interface Literal {
  readonly value: ParamLiteral;
  readonly evaluated: EvaluatedValue;
}

/**
 * An output param from what a step reported: a full param (`{"type": "LONG", "value": 3}`) or a bare value, which takes
 * the declared type if it fits and is an error if it does not; undeclared ones get the type that fits best. `now` is
 * epoch ms. Throws an OutputDataError.
 */
export function outputParam(
  name: string,
  reported: unknown,
  declaredType: ParamType | undefined,
  now: number,
): Parameter {
  const place = `params.${name}`;
  if (isFullParam(reported)) return fullParam(place, reported, now);
  const type = declaredType ?? inferType(place, reported);
  const literal = literalOf(place, type, reported);
  if (literal)
    return { type, value: literal.value, evaluated_result: literal.evaluated, evaluated_time: now };
  const declared = declaredType ? `a ${type}, as the step declares it` : `a ${type}`;
  throw new OutputDataError(`${place} must be ${declared}, not ${shown(reported)}`);
}

const paramType = (type: unknown): ParamType | undefined =>
  PARAM_TYPES.find((known) => typeof type === 'string' && known === type.toUpperCase());

function isFullParam(reported: unknown): reported is Record<string, unknown> {
  if (!isPlainObject(reported) || !paramType(reported.type)) return false;
  return 'value' in reported || 'evaluated_result' in reported;
}

function fullParam(place: string, reported: Record<string, unknown>, now: number): Parameter {
  const type = paramType(reported.type)!;
  const evaluated = reported.evaluated_result ?? evaluatedOf(type, reported.value);
  const fromResult = type === 'MAP' ? nestedDefinitions(place, evaluated) : evaluated;
  const decoded = paramDefinitionSchema.safeParse({ type, value: reported.value ?? fromResult });
  const issue = decoded.error?.issues[0];
  if (issue) throw new OutputDataError(`${[place, ...issue.path].join('.')} ${issue.message}`);
  const literal = literalOf(
    place,
    type,
    type === 'MAP' ? evaluated : (reported.evaluated_result ?? decoded.data?.value),
  );
  if (!literal)
    throw new OutputDataError(`${place}.evaluated_result must be a ${type}, not ${shown(evaluated)}`);
  const time = reported.evaluated_time;
  return {
    type,
    value: decoded.data?.value ?? literal.value,
    evaluated_result: literal.evaluated,
    evaluated_time: typeof time === 'number' && Number.isSafeInteger(time) ? time : now,
  };
}

/** The plain value of a literal; the params inside a MAP literal become their values. */
function evaluatedOf(type: ParamType, value: unknown): unknown {
  if (type !== 'MAP' || !isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => {
      const entryType = isPlainObject(entry) ? paramType(entry.type) : undefined;
      if (!isPlainObject(entry) || !entryType) return [name, entry];
      return [name, entry.evaluated_result ?? evaluatedOf(entryType, entry.value)];
    }),
  );
}

function nestedDefinitions(place: string, value: unknown): unknown {
  return literalOf(place, 'MAP', value)?.value ?? value;
}

function inferType(place: string, value: unknown): ParamType {
  if (value === null || value === undefined) {
    throw new OutputDataError(`${place} is null, which is not a param value`);
  }
  if (Array.isArray(value)) return inferArrayType(value);
  if (isPlainObject(value)) {
    return Object.values(value).every((entry) => typeof entry === 'string') ? 'STRING_MAP' : 'MAP';
  }
  if (typeof value === 'boolean') return 'BOOLEAN';
  if (typeof value === 'string') return 'STRING';
  return longOf(value) === undefined ? 'DOUBLE' : 'LONG';
}

function inferArrayType(values: readonly unknown[]): ParamType {
  const isNumber = (value: unknown) => typeof value === 'number' || typeof value === 'bigint';
  if (values.length > 0 && values.every((value) => typeof value === 'boolean')) return 'BOOLEAN_ARRAY';
  if (values.length === 0 || !values.every(isNumber)) return 'STRING_ARRAY';
  return values.every((value) => longOf(value) !== undefined) ? 'LONG_ARRAY' : 'DOUBLE_ARRAY';
}

/** The value as a literal of the type; undefined when it does not fit. */
function literalOf(place: string, type: ParamType, value: unknown): Literal | undefined {
  switch (type) {
    case 'STRING':
      return scalar(textOf(value));
    case 'LONG':
      return scalar(longOf(value));
    case 'DOUBLE':
      return scalar(doubleOf(value));
    case 'BOOLEAN':
      return scalar(typeof value === 'boolean' ? value : undefined);
    case 'STRING_ARRAY':
      return listOf(value, textOf);
    case 'LONG_ARRAY':
      return listOf(value, longOf);
    case 'DOUBLE_ARRAY':
      return listOf(value, doubleOf);
    case 'BOOLEAN_ARRAY':
      return listOf(value, (entry) => (typeof entry === 'boolean' ? entry : undefined));
    case 'STRING_MAP':
      return stringMapOf(value);
    case 'MAP':
      return mapOf(place, value);
  }
}

function scalar(value: string | number | bigint | boolean | undefined): Literal | undefined {
  return value === undefined ? undefined : { value, evaluated: value };
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

function longOf(value: unknown): number | bigint | undefined {
  if (typeof value === 'bigint') return toLong(value);
  return typeof value === 'number' && Number.isInteger(value) ? toLong(BigInt(value)) : undefined;
}

function doubleOf(value: unknown): number | undefined {
  if (typeof value === 'bigint') return Number(value);
  // Exact decimals travel as text in full params.
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function listOf<T extends string | number | bigint | boolean>(
  value: unknown,
  entryOf: (entry: unknown) => T | undefined,
): Literal | undefined {
  if (!Array.isArray(value)) return undefined;
  const entries = value.map(entryOf);
  if (entries.includes(undefined)) return undefined;
  return { value: entries as ParamLiteral, evaluated: entries as EvaluatedValue[] };
}

function stringMapOf(value: unknown): Literal | undefined {
  if (!isPlainObject(value)) return undefined;
  const entries = Object.entries(value).map(([key, entry]) => [key, textOf(entry)] as const);
  if (entries.some(([, entry]) => entry === undefined)) return undefined;
  const map = Object.fromEntries(entries) as Record<string, string>;
  return { value: map, evaluated: map };
}

function mapOf(place: string, value: unknown): Literal | undefined {
  if (!isPlainObject(value)) return undefined;
  const entries = Object.entries(value).map(([key, entry]) => {
    const type = inferType(`${place}.${key}`, entry);
    const literal = literalOf(`${place}.${key}`, type, entry);
    if (!literal) throw new OutputDataError(`${place}.${key} must be a ${type}, not ${shown(entry)}`);
    return { key, type, literal };
  });
  return {
    value: Object.fromEntries(entries.map(({ key, type, literal }) => [key, { type, value: literal.value }])),
    evaluated: Object.fromEntries(entries.map(({ key, literal }) => [key, literal.evaluated])),
  };
}
