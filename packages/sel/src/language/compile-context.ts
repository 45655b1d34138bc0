import { SelError } from '../errors.ts';
import type { Value } from '../values/value.ts';
import type { Expression } from './ast.ts';
import type { RunState } from './run-state.ts';

/** A compiled expression. */
export type Code = (run: RunState) => Value;

/**
 * What compiling collects. Visits and created cells are summed for each stretch of code that runs as a whole and charged
 * once, so that a node costs no bookkeeping of its own at run time.
 */
export class CompileContext {
  readonly slots = new Map<string, number>();
  readonly stackLimit: number;
  /** Compiles any expression; handed in so that the files for single kinds need not import the one for all. */
  readonly #compile: (node: Expression, context: CompileContext, depth: number) => Code;
  /** Operand slots of the deepest expression. */
  deepest = 0;
  #visits = 0;
  #cells = 0;

  constructor(
    stackLimit: number,
    compile: (node: Expression, context: CompileContext, depth: number) => Code,
  ) {
    this.stackLimit = stackLimit;
    this.#compile = compile;
  }

  /** Compiles an expression whose operands start at operand slot `depth`. */
  expression(node: Expression, depth: number): Code {
    return this.#compile(node, this, depth);
  }

  slotOf(name: string): number {
    let slot = this.slots.get(name);
    if (slot === undefined) {
      slot = this.slots.size;
      this.slots.set(name, slot);
    }
    return slot;
  }

  visited(count: number): void {
    this.#visits += count;
  }

  created(cells: number): void {
    this.#cells += cells;
  }

  /** Notes the use of operand slots; answers code that fails when they exceed the limit. */
  overflow(slots: number, at: number): Code | undefined {
    if (slots > this.deepest) this.deepest = slots;
    if (slots <= this.stackLimit) return undefined;
    const limit = this.stackLimit;
    return () => {
      throw new SelError('LIMIT', `the expression needs more than ${limit} operand slots`, { offset: at });
    };
  }

  /** Compiles a stretch that runs on its own (a branch, a condition, a statement) and charges it when it runs. */
  stretch<T>(compile: () => (run: RunState) => T): (run: RunState) => T {
    const [visits, cells] = [this.#visits, this.#cells];
    this.#visits = 0;
    this.#cells = 0;
    const code = compile();
    const [ownVisits, ownBytes] = [this.#visits, this.#cells * 32];
    [this.#visits, this.#cells] = [visits, cells];
    if (ownVisits === 0 && ownBytes === 0) return code;
    if (ownBytes === 0) {
      return (run) => {
        run.visit(ownVisits);
        return code(run);
      };
    }
    return (run) => {
      run.visit(ownVisits);
      run.allocate(ownBytes);
      return code(run);
    };
  }
}
