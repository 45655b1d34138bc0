import { callMethod, readMember } from '../classes/dispatch.ts';
import { readParam } from '../classes/params.ts';
import { locate, SelError, suggestion } from '../errors.ts';
import { PREDEFINED } from '../values/types.ts';
import { ArrayValue, isLong, PresetValue, typeLabel, typeOf, type Value } from '../values/value.ts';
import type { Expression, Suffix } from './ast.ts';
import { indexIn } from './compile-assignment.ts';
import type { Code, CompileContext } from './compile-context.ts';
import type { RunState } from './run-state.ts';

type Link = (run: RunState, receiver: Value) => Value;

/** Compiles `e[i].f.m(..)...` as one list, so that a long chain needs no deep native stack. */
export function compileSuffixes(node: Suffix, context: CompileContext, depth: number): Code {
  const chain: Suffix[] = [];
  let base: Expression = node;
  while (base.kind === 'index' || base.kind === 'member' || base.kind === 'call') {
    chain.push(base);
    base = base.receiver;
  }
  chain.reverse();
  const start = context.expression(base, depth);
  const links = chain.map((suffix) => compileLink(suffix, context, depth));
  if (base.kind === 'name') links[0] = explained(links[0]!, base.name, context);
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

/** Says in the error that the receiver is NULL because nothing has its name. */
function explained(link: Link, name: string, context: CompileContext): Link {
  return (run, receiver) => {
    if (receiver !== null) return link(run, receiver);
    try {
      return link(run, receiver);
    } catch (error) {
      if (error instanceof SelError && run.variables[context.slotOf(name)] === undefined) {
        const known = [...PREDEFINED.keys(), ...context.slots.keys()].filter((other) => other !== name);
        error.message += `; there is no variable or input '${name}'${suggestion(name, known)}`;
      }
      throw error;
    }
  };
}

function compileLink(node: Suffix, context: CompileContext, depth: number): Link {
  const { at } = node;
  context.visited(2);
  switch (node.kind) {
    case 'index': {
      const index = context.expression(node.index, depth + 1);
      return located(at, (run, receiver) => readIndex(run, receiver, index(run)));
    }
    case 'member': {
      const { name } = node;
      return located(at, (run, receiver) => readMember(run, receiver, name));
    }
    case 'call':
      return compileCall(node, context, depth);
  }
}

/** A call keeps its receiver, its name and its arguments as operands (spec 12). */
function compileCall(node: Suffix & { kind: 'call' }, context: CompileContext, depth: number): Link {
  const { name, at } = node;
  const overflow = context.overflow(depth + 2, at);
  const args = node.args.map((arg, i) => context.expression(arg, depth + 2 + i));
  context.visited(1);
  context.created(1);
  if (overflow !== undefined) return overflow;
  if (args.length === 0) return located(at, (run, receiver) => callMethod(run, receiver, name, []));
  return (run, receiver) => {
    const values = args.map((arg) => arg(run));
    try {
      return callMethod(run, receiver, name, values);
    } catch (error) {
      throw locate(error, at);
    }
  };
}

function located(at: number, link: Link): Link {
  return (run, receiver) => {
    try {
      return link(run, receiver);
    } catch (error) {
      throw locate(error, at);
    }
  };
}

function readIndex(run: RunState, receiver: Value, index: Value): Value {
  if (isLong(index)) {
    if (receiver instanceof ArrayValue) return receiver.items[indexIn(receiver, index)]!;
    throw new SelError('BAD_CAST', `${typeLabel(receiver)} cannot be indexed with a LONG`);
  }
  if (typeof index === 'string') {
    if (receiver instanceof PresetValue && receiver.type === 'PRESET_PARAMS') return readParam(run, index);
    const hint = typeOf(receiver) === 'MAP' ? ', use get(key)' : '';
    throw new SelError('BAD_CAST', `${typeLabel(receiver)} cannot be indexed with a STRING${hint}`);
  }
  throw new SelError('ILLEGAL_ARGUMENT', `an index must be a LONG or STRING, not ${typeLabel(index)}`);
}
