import { UTC } from '../dates/zone.ts';
import { SelError, suggestion } from '../errors.ts';
import type { RunState } from '../language/run-state.ts';
import { ArrayValue, typeLabel, typeOf, type Value, type ValueType, ZoneValue } from '../values/value.ts';
import { DAYS_METHODS, FORMATTER_METHODS, PROPERTY_METHODS, ZONE_METHODS } from './date-parts.ts';
import { DATE_TIME_METHODS } from './date-time.ts';
import { MAP_METHODS } from './map.ts';
import type { MethodTable } from './method.ts';
import { BOOLEAN_METHODS, DOUBLE_METHODS, LONG_METHODS } from './numbers.ts';
import { callParams, readParam } from './params.ts';
import { STRING_METHODS } from './string.ts';
import { MATH_METHODS, SYSTEM_METHODS, UUID_METHODS } from './system.ts';
import { callUtil } from './util.ts';

const NONE: MethodTable = new Map();

/** Every method there is; nothing else can be called. */
const METHODS: Readonly<Record<ValueType, MethodTable>> = {
  STRING: STRING_METHODS,
  LONG: LONG_METHODS,
  DOUBLE: DOUBLE_METHODS,
  BOOLEAN: BOOLEAN_METHODS,
  STRING_ARRAY: NONE,
  LONG_ARRAY: NONE,
  DOUBLE_ARRAY: NONE,
  BOOLEAN_ARRAY: NONE,
  MAP: MAP_METHODS,
  NULL: NONE,
  DATETIME: DATE_TIME_METHODS,
  DATETIME_ZONE: ZONE_METHODS,
  DATETIME_FORMATTER: FORMATTER_METHODS,
  DATETIME_PROPERTY: PROPERTY_METHODS,
  DATETIME_DAYS: DAYS_METHODS,
  UUID: UUID_METHODS,
  PRESET_PARAMS: NONE,
  PRESET_UTIL: NONE,
  PRESET_MATH: MATH_METHODS,
  PRESET_SYSTEM: SYSTEM_METHODS,
};

/** Calls `receiver.name(args)`; throws UNSUPPORTED for an unknown method or argument count. */
export function callMethod(run: RunState, receiver: Value, name: string, args: readonly Value[]): Value {
  const type = typeOf(receiver);
  const found = METHODS[type].get(name);
  if (found !== undefined && args.length >= found.min && args.length <= found.max) {
    const result = found.call(run, receiver, args);
    if (typeof result === 'string') {
      run.allocate(2 * result.length);
      run.work(result.length);
    }
    return result;
  }
  if (type === 'PRESET_PARAMS') return callParams(run, name, args);
  if (type === 'PRESET_UTIL') return callUtil(run, name, args);
  if (found !== undefined) {
    const wanted = found.min === found.max ? found.min : `${found.min} to ${found.max}`;
    throw new SelError(
      'UNSUPPORTED',
      `the method '${name}' of ${typeLabel(receiver)} takes ${wanted} arguments, not ${args.length}`,
    );
  }
  throw new SelError(
    'UNSUPPORTED',
    `${typeLabel(receiver)} has no method '${name}'${suggestion(name, METHODS[type].keys())}`,
  );
}

/** Reads `receiver.name`; throws UNSUPPORTED for anything but the few fields there are. */
export function readMember(run: RunState, receiver: Value, name: string): Value {
  const type = typeOf(receiver);
  if (receiver instanceof ArrayValue && name === 'length') return receiver.items.length;
  if (type === 'PRESET_PARAMS') return readParam(run, name);
  if (type === 'PRESET_SYSTEM' && name === 'SUNDAY') return 7;
  if (type === 'DATETIME_ZONE' && name === 'UTC') return new ZoneValue(UTC);
  const hint = METHODS[type].has(name) ? ` - call it: ${name}(...)` : '';
  throw new SelError('UNSUPPORTED', `${typeLabel(receiver)} has no field '${name}'${hint}`);
}
