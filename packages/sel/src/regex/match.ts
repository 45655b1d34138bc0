import { otherCase } from './char-tests.ts';
import type { CompiledRegex, Instruction } from './compile.ts';
import { Thread } from './thread.ts';

/** Bounds of the groups, -1 where one took no part; entries 2i and 2i+1, group 0 being the whole. */
export type Match = readonly number[];

/** Steps between two reports. */
const SLICE = 2048;

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
      if (this.#attempt(this.#regex.code, start, registers) >= 0) return registers;
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
  #attempt(code: readonly Instruction[], start: number, registers: number[], end?: number): number {
    const thread = new Thread(start, registers);
    const isWhole = code === this.#regex.code;
    for (;;) {
      if (++this.#steps >= SLICE) this.settle();
      const instruction = code[thread.pc++]!;
      if (instruction.op === 'match') {
        if (end === undefined || thread.at === end) return thread.at;
      } else if (instruction.op === 'split') {
        if (!isWhole || !this.#hasFailed(thread.pc, thread.at)) {
          thread.fork(instruction.first, instruction.second);
          continue;
        }
      } else if (this.#advance(instruction, thread)) {
        continue;
      }
      if (!thread.backtrack()) return -1;
    }
  }

  /** Carries out one instruction; false when this way does not match. */
  #advance(instruction: Exclude<Instruction, { op: 'match' | 'split' }>, thread: Thread): boolean {
    const { at } = thread;
    switch (instruction.op) {
      case 'char': {
        const point = this.#text.codePointAt(at);
        if (point === undefined || !instruction.test(point)) return false;
        thread.at += point > 0xffff ? 2 : 1;
        return true;
      }
      case 'jump':
        thread.pc = instruction.to;
        return true;
      case 'save':
        thread.save(instruction.register, at);
        return true;
      case 'progress':
        if (thread.registers[instruction.register] === at) thread.pc = instruction.stuck;
        return true;
      case 'assert':
        return instruction.test(this.#text, at);
      case 'back-reference': {
        const length = this.#repeated(thread.registers, instruction.index, instruction.ignoreCase, at);
        thread.at += Math.max(0, length);
        return length >= 0;
      }
      case 'atomic': {
        const end = this.#inner(instruction.code, at, thread);
        if (end >= 0) thread.at = end;
        return end >= 0;
      }
      case 'look':
        return this.#look(instruction, thread) !== instruction.isNegative;
      case 'fail':
        return false;
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
  #inner(code: readonly Instruction[], start: number, outer: Thread, end?: number): number {
    const copy = [...outer.registers];
    const result = this.#attempt(code, start, copy, end);
    if (result < 0) return result;
    for (const [register, value] of copy.entries()) {
      if (outer.registers[register] !== value) outer.save(register, value);
    }
    return result;
  }

  #look({ code, back }: Instruction & { op: 'look' }, thread: Thread): boolean {
    const { at } = thread;
    if (back === undefined) return this.#inner(code, at, thread) >= 0;
    for (let start = at - back[0]; start >= Math.max(0, at - back[1]); start--) {
      if (this.#inner(code, start, thread, at) >= 0) return true;
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
