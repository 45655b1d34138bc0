import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Executor } from '../executor/port.ts';
import type { LogStore } from '../logs/log-store.ts';
import type { Pool } from '../postgres/client.ts';

/** What the API is given to work with. */
export interface ApiDependencies {
  readonly executor: Executor;
  readonly pool: Pool;
  readonly logs: LogStore;
  readonly log: Logger;
  readonly metrics: Registry;
  readonly config: ApiConfig;
}

/** Settings of the API. */
interface ApiConfig {
  /** Shown by /health and in the OpenAPI document. */
  readonly version: string;
  /** The name or address the server is reached at; requests for another host are refused. */
  readonly host: string;
  /** What `params.getExecutionEnvironment()` answers when a definition is tried out; `test` when unset. */
  readonly environment?: string;
  /** How often runs that somebody watches are looked up, in case their commits happen on another node. */
  readonly watch_poll_ms?: number;
}
