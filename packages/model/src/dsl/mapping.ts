import { shown } from '../param/literal.ts';
import { isPlainObject } from '../wire.ts';
import { DslError } from './dsl-error.ts';

/** The keys and indexes that lead to a part of the document. */
export type DslPath = readonly (string | number)[];

/** A value as an error message shows it. */
export const shownYaml = (value: unknown): string => (value instanceof Map ? 'a map' : shown(value));

/** The entries of a YAML map, in their order; anything else is an error that says what is expected there. */
export const entriesOf = (value: unknown, path: DslPath, what = 'a map'): [string, unknown][] => {
  if (value instanceof Map) return [...value].map(([key, field]) => [String(key), field]);
  if (isPlainObject(value)) return Object.entries(value);
  throw new DslError(path, `must be ${what}, not ${shownYaml(value)}`);
};

/** Whether a value is a YAML map, parsed either way. */
export const isMapping = (value: unknown): boolean => value instanceof Map || isPlainObject(value);

/** A map with the fields of a kind taken out by name; what is left over are its params. */
export class Mapping {
  readonly path: DslPath;
  readonly #fields: Map<string, unknown>;

  constructor(value: unknown, path: DslPath) {
    this.path = path;
    this.#fields = new Map(entriesOf(value, path));
  }

  /** The field's value, which is then no param any more; undefined when absent or null. */
  take(key: string): unknown {
    const value = this.#fields.get(key);
    this.#fields.delete(key);
    return value === null ? undefined : value;
  }

  /** The field as text; numbers and booleans are written out. */
  takeText(key: string): string | undefined {
    const value = this.take(key);
    if (value === undefined || typeof value === 'string') return value;
    if (typeof value === 'object')
      throw new DslError([...this.path, key], `must be text, not ${shownYaml(value)}`);
    return String(value);
  }

  /** The field as text, which must be there. */
  requireText(key: string): string {
    const text = this.takeText(key);
    if (text === undefined || text === '') throw new DslError(this.path, `has no ${key}, which is required`);
    return text;
  }

  takeFlag(key: string): boolean | undefined {
    const value = this.take(key);
    if (value === undefined || typeof value === 'boolean') return value;
    throw new DslError([...this.path, key], `must be true or false, not ${shownYaml(value)}`);
  }

  takeInteger(key: string): number | undefined {
    const value = this.take(key);
    if (value === undefined) return undefined;
    const number = Number(value);
    const isInteger =
      (typeof value === 'number' || typeof value === 'bigint') && Number.isSafeInteger(number);
    if (isInteger) return number;
    throw new DslError([...this.path, key], `must be a whole number, not ${shownYaml(value)}`);
  }

  takeList(key: string): unknown[] | undefined {
    const value = this.take(key);
    if (value === undefined || Array.isArray(value)) return value;
    throw new DslError([...this.path, key], `must be a list, not ${shownYaml(value)}`);
  }

  /** What no `take` has asked for. */
  rest(): Map<string, unknown> {
    return this.#fields;
  }
}

/** The object without its undefined fields. */
export const compact = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined));
