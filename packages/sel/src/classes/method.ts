import { SelError, type SelErrorCode } from '../errors.ts';
import type { RunState } from '../language/run-state.ts';
import { DoubleValue, isLong, type Long, typeLabel, type Value } from '../values/value.ts';

/** A method of one type: how many arguments it takes and what it does. */
export interface Method {
  readonly min: number;
  readonly max: number;
  call(run: RunState, self: Value, args: readonly Value[]): Value;
}

export type MethodTable = ReadonlyMap<string, Method>;

/** A method with exactly `count` arguments, or from `count[0]` to `count[1]`. */
export function method(count: number | readonly [number, number], call: Method['call']): Method {
  const [min, max] = typeof count === 'number' ? [count, count] : count;
  return { min, max, call };
}

/** An argument that must be a STRING with content. */
export function textArgument(args: readonly Value[], index: number, code: SelErrorCode = 'BAD_CAST'): string {
  const value = args[index];
  if (typeof value === 'string') return value;
  throw wrongArgument(index, 'STRING', value, code);
}

/** An argument that must be a LONG. */
export function longArgument(args: readonly Value[], index: number, code: SelErrorCode = 'BAD_CAST'): Long {
  const value = args[index];
  if (isLong(value)) return value;
  throw wrongArgument(index, 'LONG', value, code);
}

/** An argument that must be a LONG within 32 bits. */
export function intArgument(
  args: readonly Value[],
  index: number,
  code: SelErrorCode = 'ILLEGAL_ARGUMENT',
): number {
  const value = longArgument(args, index, code);
  if (value >= -(2 ** 31) && value < 2 ** 31) return Number(value);
  throw new SelError('ILLEGAL_ARGUMENT', `argument ${index + 1} is ${value}; it must fit 32 bits`);
}

/** An argument that must be a LONG or DOUBLE. */
export function numberArgument(args: readonly Value[], index: number): number {
  const value = args[index];
  if (isLong(value)) return Number(value);
  if (value instanceof DoubleValue) return value.value;
  throw wrongArgument(index, 'LONG or DOUBLE', value, 'BAD_CAST');
}

export function wrongArgument(
  index: number,
  wanted: string,
  value: Value | undefined,
  code: SelErrorCode,
): SelError {
  const got =
    value === undefined ? 'missing' : `${typeLabel(value)}${isEmptyText(value) ? ' without content' : ''}`;
  return new SelError(code, `argument ${index + 1} must be a ${wanted}, but is ${got}`);
}

function isEmptyText(value: Value): boolean {
  return typeof value === 'object' && value !== null && 'isAbsent' in value;
}
