import { plus } from '../dates/arithmetic.ts';
import { durationMillis } from '../dates/duration-words.ts';
import { type FieldName, setField } from '../dates/fields.ts';
import { formatterFor, printDateTime } from '../dates/formatter.ts';
import { DAY_MS, fromLocalStrict, type LocalTime } from '../dates/local-time.ts';
import { parseDateTime } from '../dates/parser.ts';
import { UTC, zoneOf } from '../dates/zone.ts';
import { SelError, suggestion } from '../errors.ts';
import type { RunState } from '../language/run-state.ts';
import { dataFrom, valueFrom } from '../values/convert.ts';
import { dataToJson } from '../values/json.ts';
import { addLong, subtractLong } from '../values/long-math.ts';
import { ArrayValue, DateTimeValue, isLong, type Long, typeOf, type Value } from '../values/value.ts';
import {
  intArgument,
  longArgument,
  type Method,
  type MethodTable,
  method,
  textArgument,
  wrongArgument,
} from './method.ts';
import { longFromText } from './numbers.ts';
import { called } from './params.ts';

const DATE_INT = 'yyyyMMdd';

/** `Util.name(args)`; functions of the host win over the built-in ones (spec 9.10). */
export function callUtil(run: RunState, name: string, args: readonly Value[]): Value {
  const { functions } = run.host;
  if (functions !== undefined && Object.hasOwn(functions, name)) {
    const data = args.map((arg) => dataFrom(arg, 'UNSUPPORTED'));
    return valueFrom(
      called(`Util.${name}`, () => functions[name]!(data)),
      (bytes) => run.allocate(bytes),
    );
  }
  const found = UTIL_METHODS.get(name);
  if (found === undefined) {
    throw new SelError(
      'UNSUPPORTED',
      `Util has no function '${name}'${suggestion(name, UTIL_METHODS.keys())}`,
    );
  }
  if (args.length < found.min || args.length > found.max) {
    throw new SelError('UNSUPPORTED', `Util.${name} takes ${found.min} arguments, not ${args.length}`);
  }
  const result = found.call(run, null, args);
  if (typeof result === 'string') run.allocate(2 * result.length);
  return result;
}

/** LONG or decimal STRING. */
function intOf(args: readonly Value[], index: number): number {
  const value = args[index];
  const long = isLong(value) ? value : longFromText(textArgument(args, index, 'ILLEGAL_ARGUMENT'));
  if (long >= -(2 ** 31) && long < 2 ** 31) return Number(long);
  throw new SelError('NUMBER_FORMAT', `argument ${index + 1} is ${long}; it must fit 32 bits`);
}

function longOf(args: readonly Value[], index: number): Long {
  const value = args[index];
  return isLong(value) ? value : longFromText(textArgument(args, index, 'ILLEGAL_ARGUMENT'));
}

/** UTC midnight of a LONG or STRING `yyyyMMdd`. */
function dateOf(args: readonly Value[], index: number): number {
  const value = args[index];
  const text = isLong(value) ? String(value) : textArgument(args, index, 'ILLEGAL_ARGUMENT');
  return Number(parseDateTime(formatterFor(DATE_INT), text, UTC, 2000).millis);
}

function dateInt(millis: Long): string {
  return printDateTime(formatterFor(DATE_INT), millis, UTC);
}

function longArray(
  run: RunState,
  from: number,
  to: number,
  step: number,
  value: (at: number) => Long,
): ArrayValue {
  const count = Math.max(0, Math.ceil((to - from) / step));
  run.allocate(32 * count);
  run.work(count * 8);
  return new ArrayValue(
    'LONG_ARRAY',
    Array.from({ length: count }, (_, i) => value(from + i * step)),
  );
}

function dateIntsBetween(run: RunState, args: readonly Value[]): ArrayValue {
  const step = intOf(args, 2);
  const [from, to] = [dateOf(args, 0), dateOf(args, 1)];
  checkStep('dateIntsBetween', step);
  const dateAt = (millis: number) => Number(dateInt(millis));
  if (step > 0) return longArray(run, from, to, step * DAY_MS, dateAt);
  const ascending = longArray(run, to, from, -step * DAY_MS, dateAt);
  ascending.items.reverse();
  return ascending;
}

function checkStep(name: string, step: number): void {
  if (step === 0) throw new SelError('ILLEGAL_ARGUMENT', `the step of Util.${name} must not be 0`);
}

function dateIntHourToTs(run: RunState, args: readonly Value[]): Long {
  const hour = intOf(args, 1);
  const zone = zoneOf(textArgument(args, 2, 'ILLEGAL_ARGUMENT'));
  const [days, hours] = [intOf(args, 3), intOf(args, 4)];
  const midnight = dateOf(args, 0);
  const local: LocalTime = setField('hourOfDay' satisfies FieldName, { day: midnight / DAY_MS, ms: 0 }, hour);
  run.work(1);
  return plus(plus(fromLocalStrict(local, zone), zone, 'Days', -days), zone, 'Hours', -hours);
}

function timeout(run: RunState, from: Long, args: readonly Value[]): string {
  const deadline = addLong(from, durationMillis(textArgument(args, 1, 'ILLEGAL_ARGUMENT')));
  const left = subtractLong(deadline, run.environment.now);
  return left < 0 ? '0 milliseconds' : `${left} milliseconds`;
}

function dateTimeDeadline(run: RunState, args: readonly Value[]): string {
  const from = args[0];
  if (!(from instanceof DateTimeValue)) throw wrongArgument(0, 'DATETIME', from, 'BAD_CAST');
  return timeout(run, from.millis, args);
}

const UTIL_METHODS: MethodTable = new Map<string, Method>([
  ['dateIntToTs', method(1, (_run, _self, args) => dateOf(args, 0))],
  ['tsToDateInt', method(1, (_run, _self, args) => dateInt(longOf(args, 0)))],
  [
    'incrementDateInt',
    method(2, (_run, _self, args) => {
      longArgument(args, 1);
      return dateInt(plus(dateOf(args, 0), UTC, 'Days', intArgument(args, 1)));
    }),
  ],
  ['dateIntsBetween', method(3, (run, _self, args) => dateIntsBetween(run, args))],
  [
    'intsBetween',
    method(3, (run, _self, args) => {
      const [from, to, step] = [intOf(args, 0), intOf(args, 1), intOf(args, 2)];
      checkStep('intsBetween', step);
      return longArray(run, from, to, step, (at) => at + 0);
    }),
  ],
  ['dateIntHourToTs', method(5, (run, _self, args) => dateIntHourToTs(run, args))],
  ['timeoutForDateTimeDeadline', method(2, (run, _self, args) => dateTimeDeadline(run, args))],
  ['timeoutForDateIntDeadline', method(2, (run, _self, args) => timeout(run, dateOf(args, 0), args))],
  [
    'toJson',
    method(1, (run, _self, args) => {
      const type = typeOf(args[0]!);
      const text = dataToJson(dataFrom(args[0]!, 'UNSUPPORTED'));
      run.work(type === 'MAP' ? text.length : 1);
      return text;
    }),
  ],
]);
