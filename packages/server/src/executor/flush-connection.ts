import type { Client } from '../postgres/client.ts';
import { commitRuns, prepareFlush, type RunWrite } from '../storage/run-writer.ts';

/** The connection that commits runs: made when first needed, and again after it was lost. */
export class FlushConnection {
  readonly #connect: () => Promise<Client>;
  #client: Promise<Client> | undefined;

  constructor(connect: () => Promise<Client>) {
    this.#connect = connect;
  }

  async commit(runs: readonly RunWrite[]): Promise<void> {
    await commitRuns(await this.#open(), runs);
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await (await client?.catch(() => undefined))?.end();
  }

  #open(): Promise<Client> {
    if (this.#client) return this.#client;
    const opening = this.#connect().then(async (client) => {
      await prepareFlush(client);
      return client;
    });
    this.#client = opening;
    const forget = () => {
      if (this.#client === opening) this.#client = undefined;
    };
    opening.then((client) => client.once('end', forget), forget);
    return opening;
  }
}
