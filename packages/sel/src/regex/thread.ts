import { SelError } from '../errors.ts';

/** Alternatives remembered at once; a bound on memory. */
const MAX_ALTERNATIVES = 1_000_000;

/** One way through a pattern: where it is, what it has saved, and which other ways are still open. */
export class Thread {
  /** Position in the code. */
  pc = 0;
  /** Position in the text. */
  at: number;
  readonly registers: number[];
  /** Triples: code position, text position, length of the undo list. */
  readonly #alternatives: number[] = [];
  /** Pairs: register, former value. */
  readonly #undo: number[] = [];

  constructor(at: number, registers: number[]) {
    this.at = at;
    this.registers = registers;
  }

  save(register: number, value: number): void {
    this.#undo.push(register, this.registers[register]!);
    if (this.#undo.length > 3 * MAX_ALTERNATIVES) throw tooMany();
    this.registers[register] = value;
  }

  /** Goes on at `first`, and at `second` from here if that fails. */
  fork(first: number, second: number): void {
    this.#alternatives.push(second, this.at, this.#undo.length);
    if (this.#alternatives.length > 3 * MAX_ALTERNATIVES) throw tooMany();
    this.pc = first;
  }

  /** Goes back to the latest alternative, undoing what was saved since; false when there is none left. */
  backtrack(): boolean {
    const kept = this.#alternatives.pop();
    while (this.#undo.length > (kept ?? 0)) {
      const value = this.#undo.pop()!;
      this.registers[this.#undo.pop()!] = value;
    }
    if (kept === undefined) return false;
    this.at = this.#alternatives.pop()!;
    this.pc = this.#alternatives.pop()!;
    return true;
  }
}

function tooMany(): SelError {
  return new SelError('LIMIT', `a regular expression has more than ${MAX_ALTERNATIVES} open alternatives`);
}
