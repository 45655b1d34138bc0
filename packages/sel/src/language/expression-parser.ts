import type { AssignOperator, BinaryOperator, Expression, UnaryOperator } from './ast.ts';
import { literalOf } from './literals.ts';
import type { TokenStream } from './token-stream.ts';

const PRECEDENCE: ReadonlyMap<string, number> = new Map([
  ['||', 1],
  ['&&', 2],
  ['==', 3],
  ['!=', 3],
  ['<', 4],
  ['>', 4],
  ['<=', 4],
  ['>=', 4],
  ['+', 5],
  ['-', 5],
  ['*', 6],
  ['/', 6],
  ['%', 6],
]);
const ASSIGN_OPERATORS: ReadonlySet<string> = new Set(['=', '+=', '-=', '*=', '/=', '%=']);
const PRIMITIVES: ReadonlySet<string> = new Set(['boolean', 'int', 'long', 'float', 'double']);

/** Whether a token kind is one of the five primitive type keywords. */
export function isPrimitive(kind: string): boolean {
  return PRIMITIVES.has(kind);
}

/** Expr = Assignment | Ternary. */
export function parseExpression(tokens: TokenStream): Expression {
  return tokens.nested(() => (startsAssignment(tokens) ? parseAssignment(tokens) : parseTernary(tokens)));
}

/** ForStep = Assignment | Primary. */
export function parseForStep(tokens: TokenStream): Expression {
  return tokens.nested(() => (startsAssignment(tokens) ? parseAssignment(tokens) : parsePrimary(tokens)));
}

function startsAssignment(tokens: TokenStream): boolean {
  if (!tokens.is('IDENT')) return false;
  if (tokens.peek(1).kind !== '[') return ASSIGN_OPERATORS.has(tokens.peek(1).kind);
  let open = 0;
  for (let ahead = 1; ; ahead++) {
    const { kind } = tokens.peek(ahead);
    if (kind === 'EOF' || kind === ';') return false;
    if (kind === '[') open++;
    if (kind === ']' && --open === 0) return ASSIGN_OPERATORS.has(tokens.peek(ahead + 1).kind);
  }
}

function parseAssignment(tokens: TokenStream): Expression {
  const { text: name, at } = tokens.expect('IDENT', 'to assign to');
  let index: Expression | undefined;
  if (tokens.accept('[')) {
    index = parseExpression(tokens);
    tokens.expect(']', 'after the index');
  }
  if (!ASSIGN_OPERATORS.has(tokens.token.kind)) tokens.fail("expected '=' or a compound assignment");
  const op = tokens.next().kind as AssignOperator;
  return { kind: 'assign', at, name, index, op, value: parseExpression(tokens) };
}

function parseTernary(tokens: TokenStream): Expression {
  const condition = parseBinary(tokens, 1);
  const question = tokens.accept('?');
  if (question === undefined) return condition;
  const then = parseExpression(tokens);
  tokens.expect(':', "between the two branches of '?'");
  return { kind: 'ternary', at: question.at, condition, then, otherwise: parseExpression(tokens) };
}

function parseBinary(tokens: TokenStream, lowest: number): Expression {
  let left = parseUnary(tokens);
  for (;;) {
    const { kind, at } = tokens.token;
    const precedence = PRECEDENCE.get(kind);
    if (precedence === undefined || precedence < lowest) return left;
    tokens.next();
    left = {
      kind: 'binary',
      at,
      op: kind as BinaryOperator | '&&' | '||',
      left,
      right: parseBinary(tokens, precedence + 1),
    };
  }
}

function parseUnary(tokens: TokenStream): Expression {
  const { kind, at } = tokens.token;
  if (kind !== '-' && kind !== '+' && kind !== '!') return parsePrimary(tokens);
  tokens.next();
  return { kind: 'unary', at, op: kind as UnaryOperator, operand: tokens.nested(() => parseUnary(tokens)) };
}

function parsePrimary(tokens: TokenStream): Expression {
  let receiver = parsePrefix(tokens);
  for (;;) {
    const { at } = tokens.token;
    if (tokens.accept('[')) {
      const index = parseExpression(tokens);
      tokens.expect(']', 'after the index');
      receiver = { kind: 'index', at, receiver, index };
    } else if (tokens.accept('.')) {
      const { text: name, at } = tokens.expect('IDENT', "after '.'");
      receiver = tokens.accept('(')
        ? { kind: 'call', at, receiver, name, args: parseArguments(tokens) }
        : { kind: 'member', at, receiver, name };
    } else {
      return receiver;
    }
  }
}

function parsePrefix(tokens: TokenStream): Expression {
  const { kind, text, at } = tokens.token;
  switch (kind) {
    case 'INT':
    case 'FLOAT':
    case 'STR':
      return parseLiteral(tokens);
    case 'true':
    case 'false':
      tokens.next();
      return { kind: 'literal', at, value: kind === 'true' };
    case 'null':
      tokens.next();
      return { kind: 'literal', at, value: null };
    case 'IDENT':
      tokens.next();
      return { kind: 'name', at, name: text };
    case 'new':
      tokens.next();
      return parseNew(tokens, at);
    case '(': {
      tokens.next();
      const inner = parseExpression(tokens);
      tokens.expect(')', "to close '('");
      return inner;
    }
    default:
      return tokens.fail('expected an expression');
  }
}

function parseLiteral(tokens: TokenStream): Expression {
  const token = tokens.next();
  const value = literalOf(token);
  tokens.literalBytes += 32 + (typeof value === 'string' ? 2 * value.length : 0);
  return { kind: 'literal', at: token.at, value };
}

function parseNew(tokens: TokenStream, at: number): Expression {
  const { kind, text: type } = tokens.token;
  if (kind !== 'IDENT' && !isPrimitive(kind)) tokens.fail("expected a class name after 'new'");
  tokens.next();
  if (kind === 'IDENT' && tokens.accept('('))
    return { kind: 'new-object', at, type, args: parseArguments(tokens) };
  tokens.expect('[', kind === 'IDENT' ? `or '(' after 'new ${type}'` : `after 'new ${type}'`);
  if (!tokens.is(']')) {
    const size = parseExpression(tokens);
    tokens.expect(']', 'after the array size');
    return { kind: 'new-array', at, type, size };
  }
  tokens.next();
  tokens.expect('{', "with the elements after '[]'");
  const items: Expression[] = [];
  while (!tokens.is('}')) {
    items.push(parseExpression(tokens));
    if (!tokens.accept(',')) break;
  }
  tokens.expect('}', 'after the elements');
  return { kind: 'array-items', at, type, items };
}

function parseArguments(tokens: TokenStream): Expression[] {
  const args: Expression[] = [];
  if (tokens.accept(')')) return args;
  do args.push(parseExpression(tokens));
  while (tokens.accept(','));
  tokens.expect(')', 'after the arguments');
  return args;
}
