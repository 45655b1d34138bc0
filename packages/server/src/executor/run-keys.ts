import type { Pool } from '../postgres/client.ts';
import { RUN_KEY_BLOCK, reserveRunKeys } from '../storage/run-loader.ts';

/** Hands out run keys from blocks that the database reserved for this node; a crash only leaves a gap. */
export class RunKeys {
  readonly #pool: Pool;
  #next = 0;
  #end = 0;
  #reserving: Promise<void> | undefined;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async take(): Promise<number> {
    while (this.#next >= this.#end) {
      this.#reserving ??= this.#reserve().finally(() => {
        this.#reserving = undefined;
      });
      await this.#reserving;
    }
    return this.#next++;
  }

  async #reserve(): Promise<void> {
    const first = await reserveRunKeys(this.#pool);
    this.#next = first;
    this.#end = first + RUN_KEY_BLOCK;
  }
}
