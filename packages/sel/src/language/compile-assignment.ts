import { locate, SelError } from '../errors.ts';
import { addLong, divideLong, multiplyLong, remainderLong, subtractLong } from '../values/long-math.ts';
import { textOf } from '../values/text.ts';
import { elementOf, PREDEFINED } from '../values/types.ts';
import {
  AbsentValue,
  ArrayValue,
  DoubleValue,
  isLong,
  typeLabel,
  typeOf,
  type Value,
  type ValueType,
} from '../values/value.ts';
import type { Assignment, AssignOperator } from './ast.ts';
import type { Code, CompileContext } from './compile-context.ts';
import type { RunState } from './run-state.ts';
import { readVariable } from './variables.ts';

/** Compiles `x = e`, `x += e`, `x[i] = e` (spec 8.2-8.4); the value is what the target then holds. */
export function compileAssignment(node: Assignment, context: CompileContext, depth: number): Code {
  if (node.index !== undefined) return compileElement(node, context, depth);
  const { name, op, at } = node;
  const value = context.expression(node.value, depth);
  const slot = context.slotOf(name);
  context.visited(2);
  const isReserved = PREDEFINED.has(name);
  return (run) => {
    const right = value(run);
    const held = run.variables[slot];
    if (op === '+=' && typeof held === 'number' && typeof right === 'number') {
      const sum = held + right;
      if (Number.isSafeInteger(sum)) {
        run.variables[slot] = sum;
        return sum;
      }
    }
    try {
      if (isReserved) throw new SelError('UNSUPPORTED', `'${name}' is predefined and cannot be assigned`);
      const result = assigned(run, name, readVariable(run, slot, name), op, right);
      run.variables[slot] = result;
      return result;
    } catch (error) {
      throw locate(error, at);
    }
  };
}

function compileElement(node: Assignment, context: CompileContext, depth: number): Code {
  const { name, op, at } = node;
  const index = context.expression(node.index!, depth);
  const value = context.expression(node.value, depth + 1);
  const slot = context.slotOf(name);
  context.visited(3);
  return (run) => {
    const position = index(run);
    const right = value(run);
    try {
      const array = PREDEFINED.get(name) ?? readVariable(run, slot, name) ?? null;
      if (!(array instanceof ArrayValue)) {
        throw new SelError(
          'BAD_CAST',
          `'${name}' is ${typeLabel(array)}; only elements of an array can be assigned`,
        );
      }
      const at = indexIn(array, position);
      const held = array.items[at]!;
      if (op === '=' && typeOf(right) !== elementOf(array.type))
        throw mismatch(`${name}[${at}]`, typeOf(held), right);
      const result = op === '=' ? right : compound(run, `${name}[${at}]`, held, op, right);
      array.items[at] = result;
      return result;
    } catch (error) {
      throw locate(error, at);
    }
  };
}

/** A LONG index within the array; throws BAD_CAST or INDEX_OUT_OF_BOUNDS. */
export function indexIn(array: ArrayValue, index: Value): number {
  if (!isLong(index))
    throw new SelError('BAD_CAST', `an array index must be a LONG, not ${typeLabel(index)}`);
  if (index >= 0 && index < array.items.length) return Number(index);
  throw new SelError('INDEX_OUT_OF_BOUNDS', `index ${index} of an array of ${array.items.length} elements`);
}

function assigned(
  run: RunState,
  name: string,
  held: Value | undefined,
  op: AssignOperator,
  right: Value,
): Value {
  if (held === undefined) {
    if (op !== '=')
      throw new SelError('UNSUPPORTED', `'${name}' has no value yet, so '${op}' is not possible`);
    checkAssignable(name, typeOf(right));
    return right;
  }
  if (op !== '=') return compound(run, name, held, op, right);
  checkAssignable(name, typeOf(held));
  if (typeOf(held) !== typeOf(right)) throw mismatch(name, typeOf(held), right);
  return right;
}

function checkAssignable(name: string, type: ValueType): void {
  if (type === 'NULL')
    throw new SelError('UNSUPPORTED', `'${name}' has no type yet, so it cannot be assigned null`);
  if (type === 'UUID' || type.startsWith('PRESET_')) {
    throw new SelError(
      'UNSUPPORTED',
      `'${name}' cannot be assigned: values of type ${type} cannot be copied`,
    );
  }
}

function mismatch(target: string, type: ValueType, right: Value): SelError {
  return new SelError('TYPE_MISMATCH', `'${target}' is a ${type} and cannot hold ${typeLabel(right)}`);
}

const LONG_MATH = {
  '+=': addLong,
  '-=': subtractLong,
  '*=': multiplyLong,
  '/=': divideLong,
  '%=': remainderLong,
} as const;
const DOUBLE_MATH = {
  '+=': (a: number, b: number) => a + b,
  '-=': (a: number, b: number) => a - b,
  '*=': (a: number, b: number) => a * b,
  '/=': (a: number, b: number) => a / b,
  '%=': (a: number, b: number) => a % b,
} as const;

function compound(
  run: RunState,
  target: string,
  held: Value,
  op: Exclude<AssignOperator, '='>,
  right: Value,
): Value {
  if (isLong(held)) {
    if (isLong(right)) return LONG_MATH[op](held, right);
    throw mismatch(target, 'LONG', right);
  }
  if (held instanceof DoubleValue) {
    if (right instanceof DoubleValue) return new DoubleValue(DOUBLE_MATH[op](held.value, right.value));
    throw mismatch(target, 'DOUBLE', right);
  }
  const isText = typeof held === 'string' || (held instanceof AbsentValue && held.type === 'STRING');
  if (isText && op === '+=') {
    const added = textOf(right);
    // Appending shares the text so far, so only what is added counts as memory, and the link to it.
    run.allocate(32 + 2 * added.length);
    run.work(added.length);
    return textOf(held) + added;
  }
  throw new SelError('UNSUPPORTED', `'${target}' is ${typeLabel(held)}, so '${op}' is not possible`);
}
