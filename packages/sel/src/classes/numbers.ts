import { SelError } from '../errors.ts';
import { doubleText } from '../values/double-text.ts';
import { longFromDouble } from '../values/long-math.ts';
import { parseDouble, parseLong } from '../values/number-text.ts';
import { ABSENT, DoubleValue, isLong, type Long, type Value } from '../values/value.ts';
import {
  longArgument,
  type Method,
  type MethodTable,
  method,
  textArgument,
  wrongArgument,
} from './method.ts';

/** A LONG from its decimal text; throws NUMBER_FORMAT. */
export function longFromText(text: string): Long {
  const value = parseLong(text);
  if (value !== undefined) return value;
  throw new SelError('NUMBER_FORMAT', `'${text.slice(0, 60)}' is not a 64-bit decimal integer`);
}

/** A DOUBLE from its text; throws NUMBER_FORMAT. */
export function doubleFromText(text: string): DoubleValue {
  const value = parseDouble(text);
  if (value !== undefined) return new DoubleValue(value);
  throw new SelError('NUMBER_FORMAT', `'${text.slice(0, 60)}' is not a number`);
}

function missingText(): never {
  throw new SelError('NUMBER_FORMAT', 'a STRING without content is not a number');
}

export const LONG_METHODS: MethodTable = new Map<string, Method>([
  [
    'valueOf',
    method(1, (_run, _self, args) => {
      if (isLong(args[0])) return args[0];
      return args[0] === ABSENT.STRING ? missingText() : longFromText(textArgument(args, 0));
    }),
  ],
  [
    'parseLong',
    method(1, (_run, _self, args) =>
      args[0] === ABSENT.STRING ? missingText() : longFromText(textArgument(args, 0)),
    ),
  ],
  [
    'toString',
    method([0, 1], (_run, self, args) => String(args.length === 0 ? (self as Long) : longArgument(args, 0))),
  ],
  ['intValue', method(0, (_run, self) => self)],
]);

function toDouble(args: readonly Value[]): DoubleValue {
  const value = args[0];
  if (value instanceof DoubleValue) return value;
  return doubleFromText(textArgument(args, 0));
}

export const DOUBLE_METHODS: MethodTable = new Map<string, Method>([
  ['valueOf', method(1, (_run, _self, args) => toDouble(args))],
  ['parseDouble', method(1, (_run, _self, args) => doubleFromText(textArgument(args, 0)))],
  [
    'toString',
    method([0, 1], (_run, self, args) => {
      const value = args.length === 0 ? self : args[0];
      if (value instanceof DoubleValue) return doubleText(value.value);
      throw wrongArgument(0, 'DOUBLE', value, 'BAD_CAST');
    }),
  ],
  ['intValue', method(0, (_run, self) => longFromDouble((self as DoubleValue).value))],
  ['longValue', method(0, (_run, self) => longFromDouble((self as DoubleValue).value))],
]);

export const BOOLEAN_METHODS: MethodTable = new Map();
