/**
 * Results by text, those of long unused texts dropped first; bounded by the characters of the texts it holds, but for
 * one text that alone is larger. Two generations stand in for an order of use: to find the first entry of a Map, one
 * steps over all that were deleted before it, which at 16,000 entries took longer than most evaluations.
 */
export class TextCache<T> {
  readonly #half: number;
  #young = new Map<string, T>();
  #old: ReadonlyMap<string, T> = new Map();
  #youngSize = 0;

  constructor(capacity: number) {
    this.#half = capacity / 2;
  }

  /** The result for the text, made on first use; what `make` throws is passed on and not kept. */
  get(text: string, make: (text: string) => T): T {
    const young = this.#young.get(text);
    if (young !== undefined) return young;
    const entry = this.#old.get(text) ?? make(text);
    const cost = costOf(text);
    if (this.#youngSize + cost > this.#half) {
      this.#old = cost > this.#half ? new Map() : this.#young;
      this.#young = new Map();
      this.#youngSize = 0;
    }
    this.#young.set(text, entry);
    this.#youngSize += cost;
    return entry;
  }

  /** Texts held. */
  get count(): number {
    let count = this.#young.size;
    for (const text of this.#old.keys()) if (!this.#young.has(text)) count += 1;
    return count;
  }
}

/** An entry has a cost of its own beside its text. */
function costOf(text: string): number {
  return text.length + 32;
}
