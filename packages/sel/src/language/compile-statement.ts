import { locate, SelError } from '../errors.ts';
import { arrayOf, defaultOf, PREDEFINED, typeNamed } from '../values/types.ts';
import { ABSENT, typeLabel, typeOf, type Value, type ValueType } from '../values/value.ts';
import type { Declaration, Expression, Statement } from './ast.ts';
import type { Code, CompileContext } from './compile-context.ts';
import type { RunState } from './run-state.ts';
import { truth } from './variables.ts';

/** How a statement ended. */
type Completion = 'next' | 'break' | 'continue' | 'return';

/** A compiled statement; `return` and `throw` leave their value in the run. */
export type Action = (run: RunState) => Completion;

/** Compiles statements in order; only the last one may be the result (spec 6.1). */
export function compileBody(body: readonly Statement[], context: CompileContext, isResult: boolean): Action {
  const actions = body.map((statement, i) =>
    compileStatement(statement, context, isResult && i === body.length - 1),
  );
  if (actions.length === 1) return actions[0]!;
  return (run) => {
    for (const action of actions) {
      const completion = action(run);
      if (completion !== 'next') return completion;
    }
    return 'next';
  };
}

function compileStatement(node: Statement, context: CompileContext, isResult: boolean): Action {
  return context.stretch<Completion>(() => {
    context.visited(1);
    switch (node.kind) {
      case 'expression':
        return compileExpressionStatement(node.expression, context, isResult);
      case 'declare':
        return compileDeclaration(node, context);
      case 'block':
        return compileBody(node.body, context, isResult);
      case 'if':
        return compileIf(node, context);
      case 'while':
        return compileLoop(node.at, node.condition, undefined, node.body, context);
      case 'for':
        return compileFor(node, context);
      case 'break':
      case 'continue': {
        const { kind } = node;
        return () => kind;
      }
      case 'return':
        return compileReturn(context.expression(node.value, 0));
      case 'throw':
        return compileThrow(context.expression(node.value, 0), node.at);
    }
  });
}

function compileExpressionStatement(
  expression: Expression,
  context: CompileContext,
  isResult: boolean,
): Action {
  const code = context.expression(expression, 0);
  if (!isResult) {
    return (run) => {
      code(run);
      return 'next';
    };
  }
  return (run) => {
    run.result = code(run);
    return 'next';
  };
}

function compileReturn(code: Code): Action {
  return (run) => {
    run.result = code(run);
    return 'return';
  };
}

function compileThrow(code: Code, at: number): Action {
  return (run) => {
    const value = code(run);
    if (typeof value !== 'string' && value !== ABSENT.STRING) {
      throw new SelError('ILLEGAL_ARGUMENT', `only a STRING can be thrown, not ${typeLabel(value)}`, {
        offset: at,
      });
    }
    run.thrown = typeof value === 'string' ? value : 'null';
    return 'return';
  };
}

function compileDeclaration(node: Declaration, context: CompileContext): Action {
  const actions = node.declarators.map(({ name, value, at }) => {
    const slot = context.slotOf(name);
    const code = value && context.expression(value, 1);
    context.visited(2);
    if (code === undefined) context.created(1);
    return (run: RunState) => {
      try {
        run.variables[slot] = declared(node, name, code?.(run));
      } catch (error) {
        throw locate(error, at);
      }
    };
  });
  return (run) => {
    for (const action of actions) action(run);
    return 'next';
  };
}

function declared(node: Declaration, name: string, value: Value | undefined): Value {
  const type = declaredType(node);
  if (PREDEFINED.has(name))
    throw new SelError('UNSUPPORTED', `'${name}' is predefined and cannot be declared`);
  if (value === undefined) return defaultOf(type);
  if (typeOf(value) === type) return value;
  throw new SelError('TYPE_MISMATCH', `'${name}' is declared as ${type} and cannot hold ${typeLabel(value)}`);
}

function declaredType(node: Declaration): ValueType {
  const type = typeNamed(node.type);
  if (!node.isArray) return type;
  const array = arrayOf(type);
  if (array !== undefined) return array;
  throw new SelError('ILLEGAL_ARGUMENT', `there are no arrays of ${node.type}`);
}

function compileIf(node: Statement & { kind: 'if' }, context: CompileContext): Action {
  const arms = node.arms.map(({ condition, body }, i) => {
    const compileCondition = () => context.expression(condition, 0);
    // The first condition always runs, so it is charged with the statement.
    const test = i === 0 ? compileCondition() : context.stretch(compileCondition);
    return { test, at: condition.at, body: compileStatement(body, context, false) };
  });
  const otherwise = node.otherwise && compileStatement(node.otherwise, context, false);
  return (run) => {
    for (const arm of arms) if (truth(arm.test(run), arm.at)) return arm.body(run);
    return otherwise === undefined ? 'next' : otherwise(run);
  };
}

function compileFor(node: Statement & { kind: 'for' }, context: CompileContext): Action {
  const { init } = node;
  let start: Action | undefined;
  if (init?.kind === 'declare') start = compileDeclaration(init, context);
  else if (init !== undefined) start = compileExpressionStatement(init, context, false);
  const loop = compileLoop(node.at, node.condition, node.step, node.body, context);
  if (start === undefined) return loop;
  return (run) => {
    start(run);
    return loop(run);
  };
}

/** A round counts when its body and step are done; a round left by `break` does not (spec 12). */
function compileLoop(
  at: number,
  condition: Expression | undefined,
  step: Expression | undefined,
  body: Statement,
  context: CompileContext,
): Action {
  const test = condition && context.stretch(() => context.expression(condition, 0));
  const advance = step && context.stretch(() => context.expression(step, 0));
  const conditionAt = condition?.at ?? at;
  const round = compileStatement(body, context, false);
  return (run) => {
    const limit = run.limits.loop;
    for (let rounds = 0; ; ) {
      run.visit(1);
      if (test !== undefined && !truth(test(run), conditionAt)) return 'next';
      const completion = round(run);
      if (completion === 'return') return completion;
      if (completion === 'break') return 'next';
      advance?.(run);
      if (++rounds >= limit) {
        throw new SelError('LIMIT', `the loop has completed ${rounds} rounds, the limit`, { offset: at });
      }
    }
  };
}
