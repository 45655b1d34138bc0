import { SelError } from '../errors.ts';
import { otherCase } from './char-tests.ts';
import type { CompiledRegex, Instruction } from './compile.ts';

/** Bounds of the groups, -1 where one took no part; entries 2i and 2i+1, group 0 being the whole. */
export type Match = readonly number[];

/** Steps between two reports. */
const SLICE = 2048;
/** Alternatives remembered at once; a bound on memory. */
const MAX_ALTERNATIVES = 1_000_000;

/** What beginning a search at one place costs, in steps. */
const START = 8;
/** Steps of one search after which failed states are remembered. */
const PATIENCE = 20_000;
const MAX_STATES = 2 ** 27;

/** Runs one pattern over one text, reporting every step, so that a costly pattern ends at the visit limit. */
export class RegexRun {
  readonly #regex: CompiledRegex;
  readonly #text: string;
  readonly #spend: (steps: number) => void;
  #steps = 0;
  /** States (code position, text position) from which this search has failed, once it takes long; see `find`. */
  #failed: Uint8Array | undefined;
  #searched = 0;

  constructor(regex: CompiledRegex, text: string, spend: (steps: number) => void) {
    this.#regex = regex;
    this.#text = text;
    this.#spend = spend;
  }

  /**
   * The first match at or after `from`. Without back-references a state that failed once fails again, wherever the search
   * came from; remembering those makes a search linear in the text for any such pattern.
   */
  find(from: number): Match | undefined {
    this.#failed = undefined;
    this.#searched = 0;
    for (let start = from; start <= this.#text.length; start++) {
      this.#steps += START;
      const registers = new Array<number>(this.#regex.registers).fill(-1);
      if (this.#attempt(this.#regex.code, start, registers, undefined) >= 0) return registers;
    }
    return undefined;
  }

  /** Charges what has been used since the last report. */
  settle(): void {
    this.#searched += this.#steps;
    this.#spend(this.#steps);
    this.#steps = 0;
  }

  /** The end of a match of `code` that begins at `start` (and ends at `end`, if given), or -1. */
  #attempt(
    code: readonly Instruction[],
    start: number,
    registers: number[],
    end: number | undefined,
  ): number {
    const text = this.#text;
    /** Triples: code position, text position, length of the undo list. */
    const alternatives: number[] = [];
    /** Pairs: register, former value. */
    const undo: number[] = [];
    const save = (register: number, value: number) => {
      undo.push(register, registers[register]!);
      if (undo.length > 3 * MAX_ALTERNATIVES) throw tooMany();
      registers[register] = value;
    };
    let pc = 0;
    let at = start;
    for (;;) {
      if (++this.#steps >= SLICE) this.settle();
      const instruction = code[pc]!;
      let isOk = true;
      pc++;
      switch (instruction.op) {
        case 'char': {
          const point = text.codePointAt(at);
          isOk = point !== undefined && instruction.test(point);
          if (isOk) at += point! > 0xffff ? 2 : 1;
          break;
        }
        case 'split':
          if (code === this.#regex.code && this.#hasFailed(pc, at)) {
            isOk = false;
            break;
          }
          alternatives.push(instruction.second, at, undo.length);
          if (alternatives.length > 3 * MAX_ALTERNATIVES) throw tooMany();
          pc = instruction.first;
          break;
        case 'jump':
          pc = instruction.to;
          break;
        case 'save':
          save(instruction.register, at);
          break;
        case 'progress':
          if (registers[instruction.register] === at) pc = instruction.stuck;
          break;
        case 'assert':
          isOk = instruction.test(text, at);
          break;
        case 'back-reference': {
          const length = this.#repeated(registers, instruction.index, instruction.ignoreCase, at);
          isOk = length >= 0;
          at += Math.max(0, length);
          break;
        }
        case 'atomic': {
          const inner = this.#inner(instruction.code, at, registers, undefined, save);
          isOk = inner >= 0;
          if (isOk) at = inner;
          break;
        }
        case 'look':
          isOk = this.#look(instruction, at, registers, save) !== instruction.isNegative;
          break;
        case 'fail':
          isOk = false;
          break;
        case 'match':
          if (end === undefined || at === end) return at;
          isOk = false;
      }
      if (isOk) continue;
      if (alternatives.length === 0) {
        rewind(undo, 0, registers);
        return -1;
      }
      rewind(undo, alternatives.pop()!, registers);
      at = alternatives.pop()!;
      pc = alternatives.pop()!;
    }
  }

  /** Whether this state was taken up before in this search; notes that it is now. */
  #hasFailed(pc: number, at: number): boolean {
    if (this.#failed === undefined) {
      const states = this.#regex.code.length * (this.#text.length + 1);
      if (this.#searched < PATIENCE || this.#regex.hasBackReference || states > MAX_STATES) return false;
      this.#failed = new Uint8Array(Math.ceil(states / 8));
    }
    const state = pc * (this.#text.length + 1) + at;
    const bit = 1 << (state & 7);
    const byte = this.#failed[state >> 3]!;
    this.#failed[state >> 3] = byte | bit;
    return (byte & bit) !== 0;
  }

  /** Runs inner code on a copy of the registers, so that what it saved can be undone by the outer code. */
  #inner(
    code: readonly Instruction[],
    at: number,
    registers: readonly number[],
    end: number | undefined,
    save: (register: number, value: number) => void,
  ): number {
    const copy = [...registers];
    const result = this.#attempt(code, at, copy, end);
    if (result >= 0) {
      for (const [register, value] of copy.entries())
        if (registers[register] !== value) save(register, value);
    }
    return result;
  }

  #look(
    { code, back }: Instruction & { op: 'look' },
    at: number,
    registers: readonly number[],
    save: (register: number, value: number) => void,
  ): boolean {
    if (back === undefined) return this.#inner(code, at, registers, undefined, save) >= 0;
    for (let start = at - back[0]; start >= Math.max(0, at - back[1]); start--) {
      if (this.#inner(code, start, registers, at, save) >= 0) return true;
    }
    return false;
  }

  /** The length of the group's text if it stands here again, or -1. */
  #repeated(registers: readonly number[], index: number, ignoreCase: boolean, at: number): number {
    const [start, end] = [registers[2 * index]!, registers[2 * index + 1]!];
    if (start < 0 || end < start) return -1;
    this.#steps += end - start;
    for (let i = 0; i < end - start; i++) {
      const [a, b] = [this.#text.charCodeAt(start + i), this.#text.charCodeAt(at + i)];
      if (a !== b && !(ignoreCase && otherCase(a) === b)) return -1;
    }
    return end - start;
  }
}

function rewind(undo: number[], length: number, registers: number[]): void {
  while (undo.length > length) {
    const value = undo.pop()!;
    registers[undo.pop()!] = value;
  }
}

function tooMany(): SelError {
  return new SelError('LIMIT', `a regular expression has more than ${MAX_ALTERNATIVES} open alternatives`);
}
