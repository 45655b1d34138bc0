import { SelError } from '../errors.ts';
import { doubleText } from '../values/double-text.ts';
import { addLong, divideLong, multiplyLong, remainderLong, subtractLong } from '../values/long-math.ts';
import { textOf } from '../values/text.ts';
import {
  AbsentValue,
  DoubleValue,
  isLong,
  type Long,
  typeLabel,
  typeOf,
  type Value,
  type ValueType,
} from '../values/value.ts';
import type { BinaryOperator, UnaryOperator } from './ast.ts';

const LONG_MATH = {
  '+': addLong,
  '-': subtractLong,
  '*': multiplyLong,
  '/': divideLong,
  '%': remainderLong,
} as const;
type Arithmetic = keyof typeof LONG_MATH;

/** Applies a binary operator other than && and || (spec 7.1-7.4). */
export function applyBinary(op: BinaryOperator, left: Value, right: Value): Value {
  switch (op) {
    case '+':
      return add(left, right);
    case '==':
      return isEqual(op, left, right);
    case '!=':
      return !isEqual(op, left, right);
    case '<':
    case '>':
    case '<=':
    case '>=':
      return compare(op, left, right);
    default:
      return arithmetic(op, left, right);
  }
}

/** Applies `-`, `+` or `!`; throws UNSUPPORTED on any other type. */
export function applyUnary(op: UnaryOperator, value: Value): Value {
  if (op === '!') {
    if (typeof value === 'boolean') return !value;
  } else if (isLong(value)) {
    return op === '+' ? value : subtractLong(0, value);
  } else if (value instanceof DoubleValue) {
    return op === '+' ? value : new DoubleValue(-value.value);
  }
  throw new SelError('UNSUPPORTED', `${typeLabel(value)} cannot follow '${op}'`);
}

/** The error for a left operand of && or || that is not a BOOLEAN, or a right one that is not. */
export function logicalError(op: string, left: Value, right: Value): SelError {
  const [l, r] = [typeOf(left), typeOf(right)];
  const isMismatch = l === 'BOOLEAN' || (l === 'LONG' && r !== 'LONG' && r !== 'DOUBLE' && r !== 'STRING');
  return fail(isMismatch ? 'TYPE_MISMATCH' : 'UNSUPPORTED', op, left, right);
}

function add(left: Value, right: Value): Value {
  if (isText(left) || left === null) return concat(left, right);
  if ((isLong(left) || left instanceof DoubleValue) && isText(right)) return textOf(left) + textOf(right);
  return arithmetic('+', left, right);
}

function concat(left: Value, right: Value): string {
  return textOf(left) + textOf(right);
}

function isText(value: Value): boolean {
  return typeof value === 'string' || (value instanceof AbsentValue && value.type === 'STRING');
}

function arithmetic(op: Arithmetic, left: Value, right: Value): Value {
  if (isLong(left) && isLong(right)) return LONG_MATH[op](left, right);
  const a = asNumber(left);
  const b = asNumber(right);
  if (a === undefined || b === undefined) throw operandError(op, left, right);
  switch (op) {
    case '+':
      return new DoubleValue(a + b);
    case '-':
      return new DoubleValue(a - b);
    case '*':
      return new DoubleValue(a * b);
    case '/':
      return new DoubleValue(a / b);
    case '%':
      return new DoubleValue(a % b);
  }
}

function compare(op: '<' | '>' | '<=' | '>=', left: Value, right: Value): boolean {
  if (left === null && (op === '<' || op === '>')) return false;
  const isExact = isLong(left) && isLong(right);
  const a = isExact ? left : asNumber(left);
  const b = isExact ? right : asNumber(right);
  if (a === undefined || b === undefined) throw operandError(op, left, right);
  switch (op) {
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
  }
}

function isEqual(op: '==' | '!=', left: Value, right: Value): boolean {
  if (left === null) return isNothing(op, right);
  if (isText(left)) {
    if (right === null) return typeof left !== 'string';
    if (isText(right)) return left === right;
    throw fail('TYPE_MISMATCH', op, left, right);
  }
  if (typeof left === 'boolean') {
    if (right === null || typeof right === 'boolean') return left === right;
    throw fail('TYPE_MISMATCH', op, left, right);
  }
  if (!isLong(left) && !(left instanceof DoubleValue)) throw fail('UNSUPPORTED', op, left, right);
  if (right === null) return false;
  if (isText(right)) return textOf(left) === textOf(right);
  if (isLong(left) && isLong(right)) return left === right;
  const [a, b] = [asNumber(left), asNumber(right)];
  if (a === undefined || b === undefined) throw operandError(op, left, right);
  return a === b;
}

function isNothing(op: string, right: Value): boolean {
  const type = typeOf(right);
  if (type === 'UUID' || type.startsWith('PRESET_')) throw fail('UNSUPPORTED', op, null, right);
  return right === null || right instanceof AbsentValue;
}

function asNumber(value: Value): number | undefined {
  if (isLong(value)) return Number(value);
  return value instanceof DoubleValue ? value.value : undefined;
}

/** The error of a numeric operator, by the type pair (spec 7.1-7.3). */
function operandError(op: string, left: Value, right: Value): SelError {
  const [l, r] = [typeOf(left), typeOf(right)];
  if (l === 'LONG') return fail(r === 'STRING' ? 'UNSUPPORTED' : 'TYPE_MISMATCH', op, left, right);
  if (l === 'DOUBLE')
    return fail(r === 'STRING' || r === 'NULL' ? 'UNSUPPORTED' : 'BAD_CAST', op, left, right);
  if (l === 'BOOLEAN') return fail(r === 'BOOLEAN' ? 'UNSUPPORTED' : 'TYPE_MISMATCH', op, left, right);
  return fail('UNSUPPORTED', op, left, right);
}

function fail(
  code: 'UNSUPPORTED' | 'TYPE_MISMATCH' | 'BAD_CAST',
  op: string,
  left: Value,
  right: Value,
): SelError {
  const hint = op === '<' && isText(left) ? ', use compareTo' : '';
  return new SelError(code, `${shown(left)} ${op} ${shown(right)} is not possible${hint}`);
}

function shown(value: Value): string {
  const type: ValueType = typeOf(value);
  if (isLong(value) || typeof value === 'boolean') return `${type} ${value satisfies Long | boolean}`;
  return value instanceof DoubleValue ? `${type} ${doubleText(value.value)}` : type;
}
