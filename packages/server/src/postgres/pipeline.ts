import pg from 'pg';
import { errorCode } from './setup-error.ts';

/** What a statement can carry; objects are sent as JSON, arrays as PostgreSQL arrays. */
export type SqlValue =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Uint8Array
  | null
  | object
  | readonly SqlValue[];

export interface Statement {
  /** Prepared once per connection under this name, which then always has the same text. */
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly SqlValue[];
}

/** `unknown`: the connection was lost after COMMIT was sent and before it was answered. */
export type TransactionOutcome = 'committed' | 'rolled_back' | 'unknown';

/** Why a pipelined transaction did not go through, and what became of it. `code` is the SQLSTATE, if there is one. */
export class TransactionError extends Error {
  override readonly name = 'TransactionError';
  readonly outcome: TransactionOutcome;
  readonly code: string | undefined;
  /** The statement at fault: its name, or how its text begins. */
  readonly statement: string;

  constructor(outcome: TransactionOutcome, statement: string, cause: Error) {
    super(`${statement}: ${cause.message} (transaction ${outcome.replace('_', ' ')})`, { cause });
    this.outcome = outcome;
    this.statement = statement;
    this.code = errorCode(cause);
  }
}

const ABORTED = '25P02';
const BEGIN: Statement = { text: 'begin' };
const COMMIT: Statement = { text: 'commit' };
const knownTexts = new WeakMap<pg.Client, Map<string, string>>();

/**
 * Sends BEGIN, the statements and COMMIT in one go and resolves with the statements' results once the commit is
 * acknowledged. Calls on one client may overlap: they run one after the other. Rejects with a TransactionError for the
 * first statement at fault, not for the ones refused because of it. `client` was made with `pipeline`.
 */
export async function pipelineTransaction(
  client: pg.Client,
  statements: readonly Statement[],
): Promise<pg.QueryResult[]> {
  if (!client.pipeline) throw new TypeError('pipelineTransaction needs a client made with `pipeline: true`.');
  const encoded = statements.map((statement) => encode(client, statement));
  const batch = [BEGIN, ...encoded, COMMIT];
  const answers = await Promise.allSettled(send(client, batch));
  const last = answers.length - 1;
  const commit = answers[last]!;
  const faults = answers.flatMap((answer, index) =>
    answer.status === 'rejected' ? [{ index, error: answer.reason as Error }] : [],
  );
  const fault = faults.find(({ error }) => errorCode(error) !== ABORTED) ?? faults[0];
  const outcome = outcomeOf(commit, faults.some(isRefusal(last)));
  if (fault !== undefined || outcome !== 'committed') {
    const error = fault?.error ?? new Error('COMMIT was answered with ROLLBACK');
    throw new TransactionError(outcome, describe(batch[fault?.index ?? last]!), error);
  }
  return answers.slice(1, last).map((answer) => (answer as PromiseFulfilledResult<pg.QueryResult>).value);
}

/** One write to the socket instead of one per statement. */
function send(client: pg.Client, batch: readonly Statement[]): Promise<pg.QueryResult>[] {
  const { stream } = client.connection;
  stream.cork();
  try {
    return batch.map((statement) => client.query(statement as pg.QueryConfig));
  } finally {
    stream.uncork();
  }
}

const isRefusal =
  (last: number) =>
  ({ index, error }: { index: number; error: Error }) =>
    index < last && error instanceof pg.DatabaseError;

function outcomeOf(
  commit: PromiseSettledResult<pg.QueryResult>,
  wasRefusedBefore: boolean,
): TransactionOutcome {
  if (commit.status === 'fulfilled') return commit.value.command === 'COMMIT' ? 'committed' : 'rolled_back';
  if (wasRefusedBefore) return 'rolled_back';
  // A constraint checked at commit. FATAL instead may come after the commit was done and before it was answered.
  const error: unknown = commit.reason;
  return error instanceof pg.DatabaseError && error.severity === 'ERROR' ? 'rolled_back' : 'unknown';
}

/**
 * What could go wrong on this side is made to go wrong here, before anything is sent: pg skips a statement whose values
 * it cannot encode, or whose name has another text, and would send the COMMIT all the same.
 */
function encode(client: pg.Client, statement: Statement): Statement {
  requireSameText(client, statement);
  if (statement.values === undefined) return statement;
  const values = statement.values.map((value, index) => {
    try {
      return encodeValue(value);
    } catch (error) {
      throw new TypeError(`${describe(statement)}: $${index + 1}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  });
  return { ...statement, values };
}

function encodeValue(value: SqlValue): SqlValue {
  if (value === undefined) throw new TypeError('the value is undefined; say null');
  if (typeof value === 'symbol' || typeof value === 'function')
    throw new TypeError(`no ${typeof value} in SQL`);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new TypeError('the date is invalid');
    return value;
  }
  if (ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map((item: SqlValue) => encodeValue(item));
  return JSON.stringify(value);
}

function requireSameText(client: pg.Client, { name, text }: Statement): void {
  if (name === undefined) return;
  const texts = knownTexts.get(client) ?? new Map<string, string>();
  knownTexts.set(client, texts);
  const known = texts.get(name);
  if (known !== undefined && known !== text) {
    throw new TypeError(`The statement name ${name} is used for two texts: ${cut(known)} / ${cut(text)}`);
  }
  texts.set(name, text);
}

function describe({ name, text }: Statement): string {
  return name ?? cut(text);
}

function cut(text: string): string {
  const flat = text.trim().replace(/\s+/g, ' ');
  return flat.length > 80 ? `${flat.slice(0, 80)}…` : flat;
}
