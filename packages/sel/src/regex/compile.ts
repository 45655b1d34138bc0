import { SelError } from '../errors.ts';
import { TextCache } from '../text-cache.ts';
import type { Assertion, CharTest, RegexNode } from './node.ts';
import { parseRegex } from './parse.ts';

/** One step of the backtracking machine; targets are positions in the same list. */
export type Instruction =
  | { readonly op: 'char'; readonly test: CharTest }
  | { readonly op: 'split'; readonly first: number; readonly second: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'save'; readonly register: number }
  | { readonly op: 'progress'; readonly register: number; readonly stuck: number }
  | { readonly op: 'assert'; readonly test: Assertion }
  | { readonly op: 'back-reference'; readonly index: number; readonly ignoreCase: boolean }
  | { readonly op: 'atomic'; readonly code: readonly Instruction[] }
  | {
      readonly op: 'look';
      readonly code: readonly Instruction[];
      readonly isNegative: boolean;
      /** Undefined when looking ahead, else the fewest and most characters to look back. */
      readonly back: readonly [min: number, max: number] | undefined;
    }
  | { readonly op: 'fail' }
  | { readonly op: 'match' };

/** A pattern ready to run. Registers 2i and 2i+1 are the bounds of group i, later ones belong to loops. */
export interface CompiledRegex {
  readonly code: readonly Instruction[];
  readonly registers: number;
  readonly groups: number;
  readonly groupNames: ReadonlyMap<string, number>;
  /** Whether what follows a state depends on the groups before it. */
  readonly hasBackReference: boolean;
}

const MAX_INSTRUCTIONS = 10_000;
const cache = new TextCache<CompiledRegex>(20_000);

/** Compiles a Java regular expression once per distinct text; throws ILLEGAL_ARGUMENT. */
export function compileRegex(pattern: string): CompiledRegex {
  return cache.get(pattern, () => {
    const { root, groups, groupNames } = parseRegex(pattern);
    const emitter = new Emitter(pattern, 2 * groups + 2);
    const code = emitter.program({ kind: 'capture', index: 0, body: root });
    const { registers, hasBackReference } = emitter;
    return { code, registers, groups, groupNames, hasBackReference };
  });
}

class Emitter {
  registers: number;
  hasBackReference = false;
  readonly #pattern: string;
  #total = 0;

  constructor(pattern: string, registers: number) {
    this.#pattern = pattern;
    this.registers = registers;
  }

  program(node: RegexNode): Instruction[] {
    const code: Instruction[] = [];
    this.#emit(node, code);
    code.push({ op: 'match' });
    return code;
  }

  #push(code: Instruction[], instruction: Instruction): void {
    if (++this.#total > MAX_INSTRUCTIONS) {
      throw new SelError(
        'ILLEGAL_ARGUMENT',
        `the regular expression '${this.#pattern.slice(0, 60)}' repeats too much: it needs over ${MAX_INSTRUCTIONS} steps`,
      );
    }
    code.push(instruction);
  }

  #emit(node: RegexNode, code: Instruction[]): void {
    switch (node.kind) {
      case 'empty':
        return;
      case 'never':
        return this.#push(code, { op: 'fail' });
      case 'char':
        return this.#push(code, { op: 'char', test: node.test });
      case 'assert':
        return this.#push(code, { op: 'assert', test: node.test });
      case 'back-reference':
        this.hasBackReference = true;
        return this.#push(code, { op: 'back-reference', index: node.index, ignoreCase: node.ignoreCase });
      case 'sequence':
        for (const item of node.items) this.#emit(item, code);
        return;
      case 'choice':
        return this.#emitChoice(node.options, code);
      case 'capture':
        this.#push(code, { op: 'save', register: 2 * node.index });
        this.#emit(node.body, code);
        return this.#push(code, { op: 'save', register: 2 * node.index + 1 });
      case 'repeat':
        return this.#emitRepeat(node, code);
      case 'atomic':
        return this.#push(code, { op: 'atomic', code: this.program(node.body) });
      case 'look': {
        const back = node.isAhead ? undefined : this.#lookBehind(node.body);
        return this.#push(code, {
          op: 'look',
          code: this.program(node.body),
          isNegative: node.isNegative,
          back,
        });
      }
    }
  }

  #emitChoice(options: readonly RegexNode[], code: Instruction[]): void {
    const jumps: number[] = [];
    for (const [i, option] of options.entries()) {
      const isLast = i === options.length - 1;
      const split = code.length;
      if (!isLast) this.#push(code, { op: 'fail' });
      this.#emit(option, code);
      if (isLast) break;
      jumps.push(code.length);
      this.#push(code, { op: 'fail' });
      code[split] = { op: 'split', first: split + 1, second: code.length };
    }
    for (const jump of jumps) code[jump] = { op: 'jump', to: code.length };
  }

  #emitRepeat(node: RegexNode & { kind: 'repeat' }, code: Instruction[]): void {
    const { body, min, max, mode } = node;
    if (mode === 'possessive') {
      const atomic: RegexNode = { kind: 'atomic', body: { ...node, mode: 'greedy' } };
      return this.#emit(atomic, code);
    }
    for (let i = 0; i < min; i++) this.#emit(body, code);
    const split = (into: number, past: number): Instruction =>
      mode === 'greedy'
        ? { op: 'split', first: into, second: past }
        : { op: 'split', first: past, second: into };
    if (max === Number.POSITIVE_INFINITY) {
      const start = code.length;
      const register = this.registers++;
      this.#push(code, { op: 'fail' });
      this.#push(code, { op: 'save', register });
      this.#emit(body, code);
      this.#push(code, { op: 'progress', register, stuck: code.length + 2 });
      this.#push(code, { op: 'jump', to: start });
      code[start] = split(start + 1, code.length);
      return;
    }
    const splits: number[] = [];
    for (let i = min; i < max; i++) {
      splits.push(code.length);
      this.#push(code, { op: 'fail' });
      this.#emit(body, code);
    }
    for (const at of splits) code[at] = split(at + 1, code.length);
  }

  #lookBehind(body: RegexNode): readonly [number, number] {
    const [min, max] = lengthOf(body);
    if (Number.isFinite(max)) return [min, max];
    throw new SelError(
      'ILLEGAL_ARGUMENT',
      `the regular expression '${this.#pattern.slice(0, 60)}' looks back without a bound`,
    );
  }
}

/** Fewest and most UTF-16 units a node can take. */
function lengthOf(node: RegexNode): readonly [min: number, max: number] {
  switch (node.kind) {
    case 'empty':
    case 'assert':
    case 'look':
    case 'never':
      return [0, 0];
    case 'char':
      return [1, 2];
    case 'back-reference':
      return [0, Number.POSITIVE_INFINITY];
    case 'capture':
    case 'atomic':
      return lengthOf(node.body);
    case 'sequence':
      return node.items
        .map(lengthOf)
        .reduce((sum, [min, max]) => [sum[0] + min, sum[1] + max], [0, 0] as const);
    case 'choice': {
      const lengths = node.options.map(lengthOf);
      return [Math.min(...lengths.map(([min]) => min)), Math.max(...lengths.map(([, max]) => max))];
    }
    case 'repeat': {
      const [min, max] = lengthOf(node.body);
      return [min * node.min, max === 0 ? 0 : max * node.max];
    }
  }
}
