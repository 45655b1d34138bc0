import { userInfo } from 'node:os';
import { stringifyJson } from '@rondo/model';
import { createClient, type RondoClient } from '@rondo/sdk';
import { type Colors, canMove, colorsFor } from './colors.ts';
import { UsageError } from './problem.ts';
import { type Clock, clockOf } from './view/clock.ts';

/** A stream that a command writes to. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** What the process lends to a command. */
export interface Surroundings {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: NodeJS.ProcessEnv;
}

/** The options that every command has. */
export interface GlobalOptions {
  readonly server?: string;
  readonly user?: string;
  readonly output: 'text' | 'json';
}

/** What a command works with. */
export interface Context extends Surroundings {
  readonly serverUrl: string;
  /** Whether the user named the server, rather than leaving it to the default. */
  readonly isServerNamed: boolean;
  readonly user: string;
  readonly client: RondoClient;
  readonly isJson: boolean;
  /** Whether a view may redraw itself. */
  readonly isLive: boolean;
  readonly colors: Colors;
  readonly clock: Clock;
  /** Writes lines for a person to the output; nothing with `--output json`. */
  say(text: string): void;
  /** Writes a line of JSON to the output. */
  json(value: unknown): void;
}

const DEFAULT_SERVER = 'http://127.0.0.1:8080';

/** Puts together what a command works with; throws UsageError for a server that is no URL. */
export function createContext(options: GlobalOptions, surroundings: Surroundings): Context {
  const { stdout, env } = surroundings;
  const serverUrl = readServer(options.server ?? (env.RONDO_SERVER || DEFAULT_SERVER));
  const user = options.user ?? (env.RONDO_USER || userInfo().username);
  const isJson = options.output === 'json';
  return {
    ...surroundings,
    serverUrl,
    isServerNamed: (options.server ?? env.RONDO_SERVER ?? '') !== '',
    user,
    client: createClient({ baseUrl: serverUrl, user }),
    isJson,
    isLive: !isJson && canMove(stdout, env),
    colors: colorsFor(stdout, env),
    clock: clockOf(env.TZ || undefined),
    say(text) {
      if (!isJson) stdout.write(`${text}\n`);
    },
    json: (value) => void stdout.write(`${stringifyJson(value)}\n`),
  };
}

/** The same context for another server. */
export const withServer = (context: Context, serverUrl: string): Context => ({
  ...context,
  serverUrl,
  client: createClient({ baseUrl: serverUrl, user: context.user }),
});

function readServer(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text;
  throw new UsageError(`--server must be an http or https URL such as ${DEFAULT_SERVER}, not [${text}]`);
}
