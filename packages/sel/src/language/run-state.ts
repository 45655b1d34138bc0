import type { SelEnvironment, SelHost, SelInputs } from '../contract.ts';
import { SelError } from '../errors.ts';
import type { SelLimits } from '../limits.ts';
import { valueFrom } from '../values/convert.ts';
import type { Value } from '../values/value.ts';

/** Visits between two looks at the deadline. */
const POLL = 4096;

/** Everything one evaluation holds: variables, inputs, and the budgets that are spent as it goes. */
export class RunState {
  readonly variables: (Value | undefined)[];
  readonly inputs: SelInputs;
  readonly environment: SelEnvironment;
  readonly host: SelHost;
  readonly limits: SelLimits;
  /** The value of `return`, or of the last statement; undefined when there is none. */
  result: Value | undefined;
  /** Set by `throw`. */
  thrown: string | undefined;
  #slice: number;
  #sliceSize: number;
  #visits = 0;
  #memory = 0;

  constructor(
    slots: number,
    inputs: SelInputs,
    environment: SelEnvironment,
    host: SelHost,
    limits: SelLimits,
  ) {
    this.variables = new Array<Value | undefined>(slots).fill(undefined);
    this.inputs = inputs;
    this.environment = environment;
    this.host = host;
    this.limits = limits;
    this.#sliceSize = this.#slice = Math.min(POLL, limits.visit);
  }

  /** A copy of the input, charged as memory, or undefined when there is none of that name. */
  input(name: string): Value | undefined {
    const data = this.inputs.get(name);
    return data === undefined ? undefined : valueFrom(data, (bytes) => this.allocate(bytes));
  }

  /** Spends visits; throws LIMIT when the visit limit is reached or the deadline has passed. */
  visit(count: number): void {
    this.#slice -= count;
    if (this.#slice <= 0) this.#renewSlice();
  }

  /** Spends visits for library work on `units` characters or elements, which is far cheaper than visiting nodes. */
  work(units: number): void {
    if (units >= 32) this.visit(Math.floor(units / 32));
  }

  /** Spends memory; throws LIMIT when the memory limit is reached. */
  allocate(bytes: number): void {
    this.#memory += bytes;
    if (this.#memory >= this.limits.memory) {
      throw new SelError('LIMIT', `the memory limit of ${this.limits.memory} bytes is reached`);
    }
  }

  /** Visits left before the limit; what a regular expression may use up. */
  get visitsLeft(): number {
    return this.limits.visit - this.#visits - (this.#sliceSize - this.#slice);
  }

  /** Memory left before the limit. */
  get memoryLeft(): number {
    return this.limits.memory - this.#memory;
  }

  #renewSlice(): void {
    const { visit, deadline } = this.limits;
    this.#visits += this.#sliceSize - this.#slice;
    if (this.#visits >= visit) {
      throw new SelError('LIMIT', `the limit of ${visit} visited nodes is reached`, { overBudget: true });
    }
    if (deadline?.() === true) {
      throw new SelError('LIMIT', 'the time for this evaluation is over', { overBudget: true });
    }
    this.#sliceSize = this.#slice = Math.min(POLL, visit - this.#visits);
  }
}
