import {
  type Artifact,
  artifactSchema,
  isPlainObject,
  type Parameters,
  parseJson,
  shown,
} from '@rondo/model';
import { OutputDataError, outputParam } from './output-param.ts';

/** Characters that the output data of one attempt may have. */
export const MAX_OUTPUT_CHARACTERS = 750_000;

/** What a step publishes beside its exit: values for its declared params, and artifacts. */
export interface OutputData {
  readonly params: Parameters;
  readonly artifacts: Readonly<Record<string, Artifact>>;
}

/**
 * Reads `{"params": {...}, "artifacts": {...}}` as a job prints it. `declared` gives bare values their types, and an
 * artifact without a type is a DEFAULT one. Throws an OutputDataError that names what is wrong.
 */
export function parseOutputData(text: string, declared: Parameters, now: number): OutputData {
  if (text.length > MAX_OUTPUT_CHARACTERS) throw tooLarge(text.length, 'characters');
  const data = parse(text);
  if (!isPlainObject(data)) throw new OutputDataError(`must be a JSON object, not ${shown(data)}`);
  const unknown = Object.keys(data).find((key) => key !== 'params' && key !== 'artifacts');
  if (unknown !== undefined)
    throw new OutputDataError(`has the unknown key [${unknown}]; known: params, artifacts`);
  const params = entriesOf(data, 'params').map(([name, reported]) => {
    const type = Object.hasOwn(declared, name) ? declared[name]?.type : undefined;
    return [name, outputParam(name, reported, type, now)] as const;
  });
  const artifacts = entriesOf(data, 'artifacts').map(
    ([key, artifact]) => [key, artifactOf(key, artifact)] as const,
  );
  return { params: Object.fromEntries(params), artifacts: Object.fromEntries(artifacts) };
}

/** The error for output data over the limit of the spec; `size` as it was measured. */
export function tooLarge(size: number, unit: 'characters' | 'bytes'): OutputDataError {
  return new OutputDataError(
    `has ${size} ${unit}, more than the limit of ${MAX_OUTPUT_CHARACTERS} characters`,
  );
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new OutputDataError(`is not JSON: ${(error as Error).message}`);
  }
}

function entriesOf(data: Record<string, unknown>, field: 'params' | 'artifacts'): [string, unknown][] {
  const value = data[field] ?? {};
  if (isPlainObject(value)) return Object.entries(value);
  throw new OutputDataError(`${field} must be a JSON object, not ${shown(value)}`);
}

function artifactOf(key: string, value: unknown): Artifact {
  if (!isPlainObject(value))
    throw new OutputDataError(`artifacts.${key} must be a JSON object, not ${shown(value)}`);
  const result = artifactSchema.safeParse({ ...value, type: value.type ?? 'DEFAULT' });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new OutputDataError(`${['artifacts', key, ...(issue?.path ?? [])].join('.')}: ${issue?.message}`);
}
