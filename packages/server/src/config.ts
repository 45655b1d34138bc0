import { readFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';

/** A setting that is wrong, or several; the message has a line for each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is not valid:\n  ${problems.join('\n  ')}`);
    this.problems = problems;
  }
}

/** A whole number; text, as the environment has it, is read as one. */
const integer = (min: number, max: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value),
    z.int().min(min).max(max),
  );

const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/,
    'must be 1 to 128 letters, digits, dots, dashes or underscores',
  );

const SETTINGS = z.strictObject({
  home: z.string().min(1).default('.rondo').describe('Folder for all that Rondo keeps on disk.'),
  database_url: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://')
    .optional()
    .describe('An external PostgreSQL. Unset: Rondo runs its own under home.'),
  database_connections: integer(2, 1_000)
    .default(10)
    .describe('Connections at most, without the engine’s own.'),
  host: z.string().min(1).default('127.0.0.1').describe('Address to listen on; loopback only.'),
  port: integer(0, 65_535).default(8080).describe('Port to listen on; 0 picks a free one.'),
  node_name: name
    .default(() => hostname().replace(/[^A-Za-z0-9._-]/g, '-'))
    .describe('Names this server among others on the same database.'),
  cluster_name: name.default('rondo').describe('The `cluster_name` in published events.'),
  environment: name
    .default('test')
    .describe('What `params.getExecutionEnvironment()` answers in expressions.'),
  log_level: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('What the server logs about itself.'),
  log_max_bytes: integer(65_536, 1_000_000_000_000)
    .default(64_000_000)
    .describe('Output kept of one step attempt.'),
  job_retention_hours: integer(1, 876_000)
    .default(168)
    .describe('Until the files of a finished Shell or Sql job are removed; its log stays.'),
  work_retention_hours: integer(1, 876_000)
    .optional()
    .describe('Until the shared folder of a run that ended is removed. Unset: never.'),
  log_retention_hours: integer(1, 876_000)
    .optional()
    .describe('Until the step logs of a run that ended are removed. Unset: never.'),
  poll_delay_ms: integer(10, 3_600_000)
    .default(3_000)
    .describe('Until a running step is asked again, unless its runtime says when.'),
  expression_workers: integer(1, 64)
    .default(2)
    .describe('Threads for expressions that take longer than a moment.'),
  expression_timeout_ms: integer(100, 3_600_000).default(120_000).describe('How long one of them may take.'),
  heartbeat_ms: integer(100, 60_000).default(5_000).describe('Between two renewals of this server’s leases.'),
  lease_ms: integer(500, 600_000)
    .default(20_000)
    .describe('Without a renewal for so long, another server takes over.'),
});

/** The settings of one server process; `home` is absolute. */
export type Config = Readonly<z.infer<typeof SETTINGS>>;

type Raw = Record<string, unknown>;
type Environment = Readonly<Record<string, string | undefined>>;

const KEYS = Object.keys(SETTINGS.shape);
const PREFIX = 'RONDO_';

/** Read by others: the command line, and the steps of a workflow, in which a server may have been started. */
const NOT_SETTINGS =
  /^RONDO_(CONFIG|SERVER|USER|URL|TOKEN|WORK_DIR|PARAM_.*|STEP_(ID|ATTEMPT_ID|UUID)|WORKFLOW_(ID|INSTANCE_ID|RUN_ID))$/;

/**
 * The settings from `RONDO_*`, over those from the JSON or YAML file `RONDO_CONFIG`, over the defaults; frozen. An empty
 * variable counts as unset. A relative `home` is meant from where it was written: the file's folder, or the current
 * one. Throws ConfigError, also for a key that does not exist.
 */
export function loadConfig(environment: Environment = process.env): Config {
  const problems: string[] = [];
  const file = environment.RONDO_CONFIG;
  const fromFile = file === undefined || file === '' ? {} : readConfigFile(file, problems);
  const fromEnvironment = readEnvironment(environment, problems);
  const raw = { ...fromFile, ...fromEnvironment };
  const source = (key: string) => (key in fromEnvironment ? PREFIX + key.toUpperCase() : `${key} in ${file}`);
  const parsed = SETTINGS.safeParse(raw);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const key = String(issue.path[0]);
      problems.push(`${source(key)} is ${shown(key, raw[key])}: ${issue.message}`);
    }
  } else {
    checkTogether(parsed.data, problems);
  }
  if (problems.length > 0 || !parsed.success) throw new ConfigError(problems);
  return Object.freeze({ ...parsed.data, home: resolve(parsed.data.home) });
}

function readConfigFile(file: string, problems: string[]): Raw {
  let content: unknown;
  try {
    content = parseYaml(readFileSync(file, 'utf8')) ?? {};
  } catch (error) {
    problems.push(`RONDO_CONFIG ${file} cannot be read: ${(error as Error).message.trim()}`);
    return {};
  }
  if (typeof content !== 'object' || Array.isArray(content)) {
    problems.push(`RONDO_CONFIG ${file} does not hold keys and values.`);
    return {};
  }
  const raw: Raw = {};
  for (const [key, value] of Object.entries(content as Raw)) {
    if (KEYS.includes(key)) raw[key] = value;
    else problems.push(`${file}: there is no setting ${key}; did you mean ${nearest(key, KEYS)}?`);
  }
  if (typeof raw.home === 'string') raw.home = resolve(dirname(file), raw.home);
  return raw;
}

function readEnvironment(environment: Environment, problems: string[]): Raw {
  const raw: Raw = {};
  const variables = KEYS.map((key) => PREFIX + key.toUpperCase());
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith(PREFIX) || NOT_SETTINGS.test(variable) || value === undefined || value === '')
      continue;
    const index = variables.indexOf(variable);
    if (index >= 0) raw[KEYS[index]!] = value;
    else problems.push(`There is no setting ${variable}; did you mean ${nearest(variable, variables)}?`);
  }
  return raw;
}

function checkTogether(config: Config, problems: string[]): void {
  if (!isLoopback(config.host)) {
    problems.push(
      `RONDO_HOST is ${config.host}: Rondo listens on loopback only (127.0.0.1, ::1, localhost), since it has no ` +
        'authentication yet and whoever reaches it can run commands. Put a proxy that authenticates before it.',
    );
  }
  if (config.lease_ms < config.heartbeat_ms * 3) {
    problems.push(
      `RONDO_LEASE_MS is ${config.lease_ms}: it must be at least three times RONDO_HEARTBEAT_MS (${config.heartbeat_ms}).`,
    );
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/** A database URL holds a password. */
function shown(key: string, value: unknown): string {
  return key === 'database_url' ? '(not shown)' : JSON.stringify(value);
}

/** The candidate that takes the fewest edits to reach. */
function nearest(word: string, candidates: readonly string[]): string {
  const ranked = candidates.map((candidate) => ({ candidate, distance: editDistance(word, candidate) }));
  return ranked.reduce((best, other) => (other.distance < best.distance ? other : best)).candidate;
}

function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const replaced = row[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[right.length]!;
}
