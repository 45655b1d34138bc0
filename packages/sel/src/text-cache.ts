/** Results by text, least recently used dropped first; bounded by the characters of the texts it holds. */
export class TextCache<T> {
  readonly #entries = new Map<string, T>();
  readonly #capacity: number;
  #size = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The result for the text, made on first use; what `make` throws is passed on and not kept. */
  get(text: string, make: (text: string) => T): T {
    let entry = this.#entries.get(text);
    if (entry === undefined) {
      entry = make(text);
      this.#size += costOf(text);
    } else {
      this.#entries.delete(text);
    }
    this.#entries.set(text, entry);
    for (const [oldest] of this.#entries) {
      if (this.#size <= this.#capacity || oldest === text) break;
      this.#entries.delete(oldest);
      this.#size -= costOf(oldest);
    }
    return entry;
  }

  /** Texts held. */
  get count(): number {
    return this.#entries.size;
  }
}

/** An entry has a cost of its own beside its text. */
function costOf(text: string): number {
  return text.length + 32;
}
