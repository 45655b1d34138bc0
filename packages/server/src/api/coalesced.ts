interface Waiting<Key, Value> {
  readonly key: Key;
  resolve(value: Value): void;
  reject(error: unknown): void;
}

/**
 * Reads that gather: while one query is on its way, the keys that are asked for wait for the next, which reads them all.
 * Many requests a second so cost few queries, and no answer is older than its question.
 */
export class Coalesced<Key, Value> {
  readonly #read: (keys: readonly Key[]) => Promise<readonly Value[]>;
  readonly #maxKeys: number;
  #waiting: Waiting<Key, Value>[] = [];
  #isReading = false;

  /** `read` answers a value for every key, in their order; it is asked for `maxKeys` at most at once. */
  constructor(read: (keys: readonly Key[]) => Promise<readonly Value[]>, maxKeys = 100) {
    this.#read = read;
    this.#maxKeys = maxKeys;
  }

  get(key: Key): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ key, resolve, reject });
      if (!this.#isReading) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#isReading = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#maxKeys);
      try {
        const values = await this.#read(batch.map(({ key }) => key));
        for (const [index, { resolve }] of batch.entries()) resolve(values[index] as Value);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#isReading = false;
  }
}
