import type { Declaration, Declarator, Expression, Statement } from './ast.ts';
import { isPrimitive, parseExpression, parseForStep } from './expression-parser.ts';
import { tokenize } from './lexer.ts';
import { TokenStream } from './token-stream.ts';

/** A whole program, and the accounted bytes of its literals. */
export interface ParsedProgram {
  readonly statements: readonly Statement[];
  readonly literalBytes: number;
}

/** Reads a whole program; throws PARSE, NUMBER_FORMAT, ILLEGAL_ARGUMENT (octal escape) or LIMIT, with the offset (spec 3). */
export function parseProgram(text: string, nesting: number): ParsedProgram {
  const tokens = new TokenStream(tokenize(text), nesting);
  while (tokens.is('import')) skipImport(tokens);
  const statements: Statement[] = [];
  while (!tokens.is('EOF')) statements.push(parseBlockStatement(tokens));
  return { statements, literalBytes: tokens.literalBytes };
}

function skipImport(tokens: TokenStream): void {
  tokens.next();
  tokens.accept('static');
  tokens.expect('IDENT', "after 'import'");
  while (tokens.accept('.')) {
    if (tokens.accept('*')) break;
    tokens.expect('IDENT', "after '.'");
  }
  tokens.expect(';', 'after the import');
}

function startsDeclaration(tokens: TokenStream): boolean {
  if (isPrimitive(tokens.token.kind)) return true;
  if (!tokens.is('IDENT')) return false;
  const isArray = tokens.peek(1).kind === '[' && tokens.peek(2).kind === ']';
  return tokens.peek(isArray ? 3 : 1).kind === 'IDENT';
}

function parseBlockStatement(tokens: TokenStream): Statement {
  if (!startsDeclaration(tokens)) return parseStatement(tokens);
  const declaration = parseDeclaration(tokens);
  tokens.expect(';', 'after the declaration');
  return declaration;
}

function parseDeclaration(tokens: TokenStream): Declaration {
  const { text: type, at } = tokens.next();
  const isArray = tokens.accept('[') !== undefined;
  if (isArray) tokens.expect(']', 'in an array type');
  const declarators: Declarator[] = [];
  do {
    const { text: name, at: nameAt } = tokens.expect('IDENT', `after the type ${type}${isArray ? '[]' : ''}`);
    declarators.push({ at: nameAt, name, value: tokens.accept('=') ? parseExpression(tokens) : undefined });
  } while (tokens.accept(','));
  return { kind: 'declare', at, type, isArray, declarators };
}

function parseStatement(tokens: TokenStream): Statement {
  return tokens.nested(() => {
    const { kind, at } = tokens.token;
    switch (kind) {
      case '{':
        return parseBlock(tokens);
      case 'if':
        return parseIf(tokens);
      case 'while':
        tokens.next();
        return { kind, at, condition: parseCondition(tokens, kind), body: parseStatement(tokens) };
      case 'for':
        return parseFor(tokens);
      case 'break':
      case 'continue':
        tokens.next();
        tokens.expect(';', `after '${kind}'`);
        return { kind, at };
      case 'return':
      case 'throw': {
        tokens.next();
        const value = parseExpression(tokens);
        tokens.expect(';', `after '${kind}' and its value`);
        return { kind, at, value };
      }
      default: {
        const expression = parseExpression(tokens);
        tokens.expect(';', 'after the expression');
        return { kind: 'expression', at, expression };
      }
    }
  });
}

function parseBlock(tokens: TokenStream): Statement {
  const { at } = tokens.next();
  const body: Statement[] = [];
  while (!tokens.is('}') && !tokens.is('EOF')) body.push(parseBlockStatement(tokens));
  tokens.expect('}', "to close '{'");
  return { kind: 'block', at, body };
}

function parseCondition(tokens: TokenStream, after: string): Expression {
  tokens.expect('(', `after '${after}'`);
  const condition = parseExpression(tokens);
  tokens.expect(')', 'after the condition');
  return condition;
}

/** A chain of `else if` is read in a loop, so that its length does not count as nesting. */
function parseIf(tokens: TokenStream): Statement {
  const { at } = tokens.token;
  const arms: { condition: Expression; body: Statement }[] = [];
  for (;;) {
    tokens.expect('if', 'here');
    arms.push({ condition: parseCondition(tokens, 'if'), body: parseStatement(tokens) });
    if (!tokens.accept('else')) return { kind: 'if', at, arms, otherwise: undefined };
    if (!tokens.is('if')) return { kind: 'if', at, arms, otherwise: parseStatement(tokens) };
  }
}

function parseFor(tokens: TokenStream): Statement {
  const { at } = tokens.next();
  tokens.expect('(', "after 'for'");
  let init: Declaration | Expression | undefined;
  if (!tokens.is(';')) init = startsDeclaration(tokens) ? parseDeclaration(tokens) : parseForStep(tokens);
  tokens.expect(';', "after the first part of 'for'");
  const condition = tokens.is(';') ? undefined : parseExpression(tokens);
  tokens.expect(';', "after the condition of 'for'");
  const step = tokens.is(')') ? undefined : parseForStep(tokens);
  tokens.expect(')', "to close 'for ('");
  return { kind: 'for', at, init, condition, step, body: parseStatement(tokens) };
}
