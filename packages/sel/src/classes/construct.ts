import { SelError, suggestion } from '../errors.ts';
import type { RunState } from '../language/run-state.ts';
import { TYPE_NAMES } from '../values/types.ts';
import { DoubleValue, isLong, MapValue, typeOf, type Value } from '../values/value.ts';
import { newDateTime } from './date-time.ts';
import { doubleFromText, longFromText } from './numbers.ts';

/** `new Type(args)`; throws UNSUPPORTED for types that cannot be created, ILLEGAL_ARGUMENT for wrong arguments. */
export function construct(run: RunState, typeName: string, args: readonly Value[]): Value {
  switch (TYPE_NAMES.get(typeName)) {
    case 'STRING':
      return newString(run, args);
    case 'LONG':
      return newLong(args);
    case 'DOUBLE':
      return newDouble(args);
    case 'BOOLEAN':
      return newBoolean(args);
    case 'MAP':
      if (args.length === 0) return new MapValue(new Map());
      throw wrong('Map', args);
    case 'DATETIME':
      return newDateTime(run, args);
    case undefined:
      throw new SelError(
        'UNSUPPORTED',
        `there is no class '${typeName}'${suggestion(typeName, TYPE_NAMES.keys())}`,
      );
    default:
      throw new SelError('UNSUPPORTED', `a ${typeName} cannot be created with new`);
  }
}

function newString(run: RunState, args: readonly Value[]): Value {
  const [value] = args;
  if (args.length === 0) return '';
  if (args.length === 1 && typeof value === 'string') {
    run.allocate(2 * value.length);
    return value;
  }
  if (args.length === 1 && isLong(value)) return String(value);
  throw wrong('String', args);
}

function newLong(args: readonly Value[]): Value {
  const [value] = args;
  if (args.length === 1 && isLong(value)) return value;
  if (args.length === 1 && typeof value === 'string') return longFromText(value);
  throw wrong('Long', args);
}

function newDouble(args: readonly Value[]): Value {
  const [value] = args;
  if (args.length === 1 && value instanceof DoubleValue) return value;
  if (args.length === 1 && typeof value === 'string') return doubleFromText(value);
  throw wrong('Double', args);
}

function newBoolean(args: readonly Value[]): Value {
  const [value] = args;
  if (args.length === 1 && typeof value === 'boolean') return value;
  if (args.length === 1 && typeof value === 'string') return value.toLowerCase() === 'true';
  throw wrong('Boolean', args);
}

function wrong(type: string, args: readonly Value[]): SelError {
  return new SelError('ILLEGAL_ARGUMENT', `new ${type}(${args.map(typeOf).join(', ')}) is not possible`);
}
