import type { Client } from '../postgres/client.ts';
import { commitRuns, prepareFlush, type RunWrite } from '../storage/run-writer.ts';
import { commitFaultOf } from './commit-fault.ts';

/** SQLSTATE of a connection that could not be made: whatever the reason, no run is at fault. */
const NOT_CONNECTED = '08001';

/** The connection that commits runs: made when first needed, and again after it was lost or no longer takes commits. */
export class FlushConnection {
  readonly #connect: () => Promise<Client>;
  #client: Promise<Client> | undefined;

  constructor(connect: () => Promise<Client>) {
    this.#connect = connect;
  }

  async commit(runs: readonly RunWrite[]): Promise<void> {
    const client = await this.#open();
    try {
      await commitRuns(client, runs);
    } catch (error) {
      // Behind a proxy the next connection may lead to a server that can write.
      if (commitFaultOf(error) === 'passing') this.#discard(client);
      throw error;
    }
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await (await client?.catch(() => undefined))?.end();
  }

  #open(): Promise<Client> {
    if (this.#client) return this.#client;
    const opening = this.#begin();
    this.#client = opening;
    const forget = () => {
      if (this.#client === opening) this.#client = undefined;
    };
    opening.then((client) => client.once('end', forget), forget);
    return opening;
  }

  async #begin(): Promise<Client> {
    let client: Client | undefined;
    try {
      client = await this.#connect();
      await prepareFlush(client);
      return client;
    } catch (error) {
      if (client) close(client);
      const message = `no connection to commit runs: ${error instanceof Error ? error.message : String(error)}`;
      throw Object.assign(new Error(message, { cause: error }), { code: NOT_CONNECTED });
    }
  }

  #discard(client: Client): void {
    this.#client = undefined;
    close(client);
  }
}

/** Nobody waits for the end: the server may not answer any more. */
function close(client: Client): void {
  client.end().catch(() => undefined);
}
