import { locate } from '../errors.ts';
import type { Value } from '../values/value.ts';
import type { BinaryOperator, Expression } from './ast.ts';
import type { Code, CompileContext } from './compile-context.ts';
import { applyBinary, logicalError } from './operators.ts';
import type { RunState } from './run-state.ts';

type Binary = Expression & { kind: 'binary' };

/** Applies one operator to what is left of it. */
type Link = (run: RunState, left: Value) => Value;

/** Compiles a left-nested run of binary operators as one list, so that a long sum needs no deep native stack. */
export function compileBinary(node: Binary, context: CompileContext, depth: number): Code {
  const chain: Binary[] = [];
  let first: Expression = node;
  while (first.kind === 'binary') {
    chain.push(first);
    first = first.left;
  }
  chain.reverse();
  const start = context.expression(first, depth);
  const links = chain.map((link) => compileLink(link, context, depth));
  if (links.length === 1) {
    const link = links[0]!;
    return (run) => link(run, start(run));
  }
  return (run) => {
    let value = start(run);
    for (const link of links) value = link(run, value);
    return value;
  };
}

function compileLink(node: Binary, context: CompileContext, depth: number): Link {
  const { op, at } = node;
  context.visited(1);
  context.created(1);
  if (op === '&&' || op === '||') return compileLogical(op, node, context, depth);
  return arithmeticLink(op, context.expression(node.right, depth + 1), at);
}

/** Short-circuits (decision D2). */
function compileLogical(op: '&&' | '||', node: Binary, context: CompileContext, depth: number): Link {
  const right = context.stretch(() => context.expression(node.right, depth + 1));
  const decisive = op === '||';
  return (run, left) => {
    if (left === decisive) return left;
    const value = right(run);
    if (typeof left === 'boolean' && typeof value === 'boolean') return value;
    throw locate(logicalError(op, left, value), node.at);
  };
}

/** The operators of loops work on safe integers without a call; everything else goes the general way. */
function arithmeticLink(op: BinaryOperator, right: Code, at: number): Link {
  switch (op) {
    case '<':
      return (run, a) => {
        const b = right(run);
        return typeof a === 'number' && typeof b === 'number' ? a < b : general(run, op, a, b, at);
      };
    case '==':
      return (run, a) => {
        const b = right(run);
        return typeof a === 'number' && typeof b === 'number' ? a === b : general(run, op, a, b, at);
      };
    case '+':
      return (run, a) => {
        const b = right(run);
        const sum = typeof a === 'number' && typeof b === 'number' ? a + b : Number.NaN;
        return Number.isSafeInteger(sum) ? sum : general(run, op, a, b, at);
      };
    default:
      return (run, a) => general(run, op, a, right(run), at);
  }
}

function general(run: RunState, op: BinaryOperator, left: Value, right: Value, at: number): Value {
  try {
    const value = applyBinary(op, left, right);
    if (typeof value === 'string') {
      run.allocate(2 * value.length);
      run.work(value.length);
    }
    return value;
  } catch (error) {
    throw locate(error, at);
  }
}
