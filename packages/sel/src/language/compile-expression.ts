import { construct } from '../classes/construct.ts';
import { locate, SelError } from '../errors.ts';
import { arrayOf, defaultOf, PREDEFINED, typeNamed } from '../values/types.ts';
import { ArrayValue, isLong, typeLabel, typeOf, type Value } from '../values/value.ts';
import type { Expression } from './ast.ts';
import { compileAssignment } from './compile-assignment.ts';
import { compileBinary } from './compile-binary.ts';
import type { Code, CompileContext } from './compile-context.ts';
import { compileSuffixes } from './compile-suffix.ts';
import { applyUnary } from './operators.ts';
import type { RunState } from './run-state.ts';
import { readVariable, truth } from './variables.ts';

/** Compiles an expression whose operands start at operand slot `depth`. */
export function compileExpression(node: Expression, context: CompileContext, depth: number): Code {
  const overflow = context.overflow(depth + 1, node.at);
  if (overflow !== undefined) return overflow;
  context.visited(1);
  switch (node.kind) {
    case 'literal': {
      const { value } = node;
      return () => value;
    }
    case 'name':
      return compileName(node.name, context);
    case 'unary':
      return compileUnary(node, context, depth);
    case 'binary':
      return compileBinary(node, context, depth);
    case 'ternary':
      return compileTernary(node, context, depth);
    case 'assign':
      return compileAssignment(node, context, depth);
    case 'index':
    case 'member':
    case 'call':
      return compileSuffixes(node, context, depth);
    case 'new-object':
      return compileNewObject(node, context, depth);
    case 'new-array':
      return compileNewArray(node, context, depth);
    case 'array-items':
      return compileArrayItems(node, context, depth);
  }
}

function compileName(name: string, context: CompileContext): Code {
  const predefined = PREDEFINED.get(name);
  if (predefined !== undefined) return () => predefined;
  const slot = context.slotOf(name);
  return (run) => {
    const value = run.variables[slot];
    return value !== undefined ? value : (readVariable(run, slot, name) ?? null);
  };
}

function compileUnary(node: Expression & { kind: 'unary' }, context: CompileContext, depth: number): Code {
  const { op, at } = node;
  const operand = context.expression(node.operand, depth);
  context.visited(1);
  context.created(1);
  return (run) => {
    const value = operand(run);
    try {
      return applyUnary(op, value);
    } catch (error) {
      throw locate(error, at);
    }
  };
}

function compileTernary(
  node: Expression & { kind: 'ternary' },
  context: CompileContext,
  depth: number,
): Code {
  const condition = context.expression(node.condition, depth);
  const then = context.stretch(() => context.expression(node.then, depth));
  const otherwise = context.stretch(() => context.expression(node.otherwise, depth));
  const { at } = node.condition;
  return (run) => (truth(condition(run), at) ? then(run) : otherwise(run));
}

function compileNewObject(
  node: Expression & { kind: 'new-object' },
  context: CompileContext,
  depth: number,
): Code {
  const { type, at } = node;
  const args = node.args.map((arg, i) => context.expression(arg, depth + 1 + i));
  context.visited(2);
  context.created(1);
  return (run) => {
    const values = args.map((arg) => arg(run));
    try {
      return construct(run, type, values);
    } catch (error) {
      throw locate(error, at);
    }
  };
}

function compileNewArray(
  node: Expression & { kind: 'new-array' },
  context: CompileContext,
  depth: number,
): Code {
  const { type, at } = node;
  const size = context.expression(node.size, depth + 1);
  context.visited(1);
  context.created(1);
  return (run) => {
    const length = size(run);
    try {
      return newArray(run, type, length);
    } catch (error) {
      throw locate(error, at);
    }
  };
}

function newArray(run: RunState, typeName: string, length: Value): ArrayValue {
  const element = typeNamed(typeName);
  const type = arrayOf(element);
  if (type === undefined) throw new SelError('UNSUPPORTED', `there are no arrays of ${typeName}`);
  if (!isLong(length))
    throw new SelError('BAD_CAST', `an array size must be a LONG, not ${typeLabel(length)}`);
  if (length < 0) throw new SelError('ILLEGAL_ARGUMENT', `an array size must not be negative: ${length}`);
  checkArraySize(run, length);
  run.allocate(32 * Number(length));
  return new ArrayValue(type, new Array<Value>(Number(length)).fill(defaultOf(element)));
}

function checkArraySize(run: RunState, length: number | bigint): void {
  if (length < run.limits.array) return;
  throw new SelError('LIMIT', `an array of ${length} elements; it must have fewer than ${run.limits.array}`);
}

function compileArrayItems(
  node: Expression & { kind: 'array-items' },
  context: CompileContext,
  depth: number,
): Code {
  const { type: typeName, at } = node;
  const items = node.items.map((item, i) => context.expression(item, depth + 1 + i));
  context.visited(1);
  context.created(1 + items.length);
  return (run) => {
    try {
      const element = typeNamed(typeName);
      const type = arrayOf(element);
      if (type === undefined) throw new SelError('UNSUPPORTED', `there are no arrays of ${typeName}`);
      checkArraySize(run, items.length);
      const values = items.map((item) => item(run));
      const odd = values.findIndex((value) => typeOf(value) !== element);
      if (odd < 0) return new ArrayValue(type, values);
      throw new SelError(
        'TYPE_MISMATCH',
        `element ${odd} of a ${type} is ${typeLabel(values[odd]!)}, not a ${element}`,
      );
    } catch (error) {
      throw locate(error, at);
    }
  };
}
