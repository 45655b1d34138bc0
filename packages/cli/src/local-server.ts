import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, createLogger, loadConfig, type RondoServer, startServer, VERSION } from '@rondo/server';
import type { Context } from './context.ts';
import { UsageError } from './problem.ts';
import { shortPath } from './short-path.ts';

/** Settings given on the command line; they go before those of the environment. */
export interface LocalServerOptions {
  readonly home?: string | undefined;
  readonly port?: string | undefined;
  /** Used when neither the command line nor the environment says otherwise. */
  readonly logLevel?: string | undefined;
  /** Called when another server has taken over this one's runs. */
  readonly onLost?: (() => void) | undefined;
}

/** A server in this process. */
export interface LocalServer extends RondoServer {
  readonly config: Config;
  readonly version: string;
}

/** Starts a server in this process and says what takes long; its own log goes to the standard error. */
export async function startLocalServer(context: Context, options: LocalServerOptions): Promise<LocalServer> {
  const { RONDO_LOG_LEVEL, ...env } = context.env;
  const config = loadConfig({
    ...env,
    RONDO_LOG_LEVEL: RONDO_LOG_LEVEL ?? options.logLevel,
    ...(options.home === undefined ? {} : { RONDO_HOME: options.home }),
    ...(options.port === undefined ? {} : { RONDO_PORT: options.port }),
  });
  const isNew = config.database_url === undefined && !existsSync(join(config.home, 'postgres'));
  const hint = isNew ? ' and its database; the first time this takes some seconds' : '';
  context.say(context.colors.dim(`Starting Rondo in ${shortPath(config.home)}${hint} …`));
  const server = await startServer({
    config,
    log: createLogger(config.log_level),
    ...(options.onLost === undefined ? {} : { onLost: options.onLost }),
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new UsageError(
      `port ${config.port} of ${config.host} is in use, maybe by another Rondo; choose one with --port, 0 for any that is free`,
    );
  });
  return { ...server, config, version: VERSION };
}
