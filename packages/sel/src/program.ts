import { positioned, SelError } from './errors.ts';
import type { Statement } from './language/ast.ts';
import { CompileContext } from './language/compile-context.ts';
import { compileExpression } from './language/compile-expression.ts';
import { type Action, compileBody } from './language/compile-statement.ts';
import { type FreeName, freeNamesOf } from './language/free-names.ts';
import { readSource, type Source } from './language/source.ts';
import { type ParsedProgram, parseProgram } from './language/statement-parser.ts';
import { DEFAULT_LIMITS, type SelLimits } from './limits.ts';
import { TextCache } from './text-cache.ts';

/** Runnable code with what it needs from a run. */
export interface Compiled {
  readonly action: Action;
  readonly slots: number;
}

/** A parsed text, immutable from outside; compiled when it is first run. */
export class Program {
  /** The text as written. */
  readonly text: string;
  /** Accounted bytes of the literals. */
  readonly literalBytes: number;
  readonly #source: Source;
  readonly #statements: readonly Statement[];
  #freeNames: readonly FreeName[] | undefined;
  #compiled: Compiled | undefined;
  #deepest = 0;

  constructor(text: string, source: Source, { statements, literalBytes }: ParsedProgram) {
    this.text = text;
    this.literalBytes = literalBytes;
    this.#source = source;
    this.#statements = statements;
  }

  get freeNames(): readonly FreeName[] {
    this.#freeNames ??= Object.freeze(freeNamesOf(this.#statements));
    return this.#freeNames;
  }

  /** The error of a free name that nobody knows, where it first appears. */
  unknownName(name: string, message: string): SelError {
    const found = this.freeNames.find((free) => free.name === name);
    const error = new SelError('INVALID_EXPRESSION', message, found && { offset: found.at });
    return this.positioned(error);
  }

  /** Code that fails where it would need more operand slots than `stack`. */
  compiled(stack: number): Compiled {
    if (this.#compiled === undefined) {
      const context = new CompileContext(Number.POSITIVE_INFINITY, compileExpression);
      this.#compiled = compileWith(this.#statements, context);
      this.#deepest = context.deepest;
    }
    return this.#deepest <= stack
      ? this.#compiled
      : compileWith(this.#statements, new CompileContext(stack, compileExpression));
  }

  /** The error with line and column of the text as written. */
  positioned(error: SelError): SelError {
    return positioned(error, this.text, (offset) => this.#source.origin(offset));
  }
}

function compileWith(statements: readonly Statement[], context: CompileContext): Compiled {
  const action = context.stretch(() => {
    context.visited(1);
    return compileBody(statements, context, true);
  });
  return { action, slots: context.slots.size };
}

/** Characters of the programs held; a compiled program takes some hundred times its text. */
const CACHED_CHARACTERS = 1_000_000;
/** By nesting limit, the only limit that decides whether a text parses; the others are looked at again. */
const caches = new Map<number, TextCache<Program>>();

function cacheFor(nesting: number): TextCache<Program> {
  let cache = caches.get(nesting);
  if (cache === undefined) {
    if (caches.size >= 4) caches.clear();
    cache = new TextCache(CACHED_CHARACTERS);
    caches.set(nesting, cache);
  }
  return cache;
}

/** Parses a raw program once per distinct text; throws SelError with line and column. */
export function parse(text: string, limits: SelLimits = DEFAULT_LIMITS): Program {
  if (text.length >= limits.length) {
    throw new SelError(
      'LIMIT',
      `the text has ${text.length} characters; it must have fewer than ${limits.length}`,
    );
  }
  const program = cacheFor(limits.nesting).get(text, (missing) => parseText(missing, limits.nesting));
  if (program.literalBytes >= limits.memory) {
    throw new SelError(
      'LIMIT',
      `the literals need ${program.literalBytes} bytes; the memory limit is ${limits.memory}`,
    );
  }
  return program;
}

/** Names the program takes from outside, in order of first appearance (spec 14.1). */
export function freeNames(program: Program): readonly string[] {
  return program.freeNames.map(({ name }) => name);
}

function parseText(text: string, nesting: number): Program {
  let origin = (offset: number) => offset;
  try {
    const source = readSource(text);
    origin = (offset) => source.origin(offset);
    return new Program(text, source, parseProgram(source.text, nesting));
  } catch (error) {
    if (error instanceof SelError) throw positioned(error, text, origin);
    throw error;
  }
}
