import {
  type DuckDBConnection,
  type DuckDBExtractedStatements,
  DuckDBInstance,
  type DuckDBResult,
  type DuckDBValue,
  ResultReturnType,
  StatementType,
} from '@duckdb/node-api';
import { previewTable } from './preview-table.ts';
import { plainValue, previewCell } from './values.ts';
import type { SqlReport, SqlRequest } from './worker-protocol.ts';

const NO_STATEMENT = 'There is no statement in the param [sql]';
const PREVIEW_ROWS = 20;
const PREVIEW_COLUMNS = 50;
/** Settings that a script may still change; the limits and the extension settings are the operator's. */
const FREE_SETTINGS = [
  'TimeZone',
  'Calendar',
  'preserve_insertion_order',
  'default_order',
  'default_null_order',
  'schema',
  'search_path',
];

/**
 * Runs all statements in a new in-memory database, writing progress with `print`. What does not fit into memory spills
 * to `spillDirectory`. Throws DuckDB's errors.
 */
export async function executeSql(
  request: SqlRequest,
  spillDirectory: string,
  print: (line: string) => void,
): Promise<SqlReport> {
  const began = performance.now();
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: request.memory_limit,
    threads: String(request.threads),
    home_directory: process.cwd(),
    temp_directory: spillDirectory,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run(`SET allowed_configs = [${FREE_SETTINGS.map((name) => `'${name}'`).join(', ')}]`);
  await connection.run('SET lock_configuration = true');
  try {
    const statements = await extractStatements(connection, request.sql);
    let last: Result | undefined;
    for (let index = 0; index < statements.count; index += 1) {
      const label = `[${index + 1}/${statements.count}]`;
      const started = performance.now();
      last = await readResult(await (await statements.prepare(index)).stream());
      print(`${label} ${last.kind}: ${summary(last)}, ${Math.round(performance.now() - started)} ms`);
    }
    if (!last) throw new Error(NO_STATEMENT);
    if (last.isTable) print(previewOf(last));
    return report(last, statements.count, request.outputs, performance.now() - began);
  } finally {
    close(connection, instance);
  }
}

async function extractStatements(
  connection: DuckDBConnection,
  sql: string,
): Promise<DuckDBExtractedStatements> {
  try {
    return await connection.extractStatements(sql);
  } catch (error) {
    // All that the client says about a text of comments and white space (1.5.6); a mistake has a message of its own.
    if ((error as Error).message === 'Error in native callback')
      throw new Error(NO_STATEMENT, { cause: error });
    throw error;
  }
}

interface Result {
  readonly kind: string;
  /** It has rows to show; else `rowCount` is the number of rows changed. */
  readonly isTable: boolean;
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly (readonly DuckDBValue[])[];
  readonly rowCount: number;
}

/** Reads the result to its end, as a statement may do its work while it is read, but keeps only the first rows. */
async function readResult(result: DuckDBResult): Promise<Result> {
  const rows: DuckDBValue[][] = [];
  let rowCount = 0;
  for (
    let chunk = await result.fetchChunk();
    chunk && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    if (rows.length < PREVIEW_ROWS) rows.push(...chunk.getRows().slice(0, PREVIEW_ROWS - rows.length));
    rowCount += chunk.rowCount;
  }
  const isTable = result.returnType === ResultReturnType.QUERY_RESULT;
  const changed = result.columnNames()[0] === 'Count' ? Number(rows[0]?.[0] ?? 0) : 0;
  return {
    kind: StatementType[result.statementType] ?? 'STATEMENT',
    isTable,
    names: isTable ? result.columnNames() : [],
    types: isTable ? result.columnTypes().map(String) : [],
    rows: isTable ? rows : [],
    rowCount: isTable ? rowCount : changed,
  };
}

function summary(result: Result): string {
  const rows = `${result.rowCount} ${result.rowCount === 1 ? 'row' : 'rows'}`;
  return result.isTable ? rows : `${rows} changed`;
}

function previewOf(result: Result): string {
  const table = previewTable(
    result.names.slice(0, PREVIEW_COLUMNS),
    result.rows.map((row) => row.slice(0, PREVIEW_COLUMNS).map(previewCell)),
  );
  const hidden = result.rowCount - result.rows.length;
  return hidden > 0 ? `${table}\n… and ${hidden} more ${hidden === 1 ? 'row' : 'rows'}` : table;
}

function report(
  result: Result,
  statements: number,
  outputs: readonly string[],
  durationMs: number,
): SqlReport {
  const [row] = result.rows;
  const single = result.isTable && result.rowCount === 1 && row ? row : [];
  const values = single.map((value, column) => [result.names[column] ?? '', plainValue(value)] as const);
  return {
    statements,
    row_count: result.rowCount,
    columns: result.names
      .slice(0, PREVIEW_COLUMNS)
      .map((name, column) => ({ name, type: result.types[column] ?? '' })),
    rows: result.rows.map((each) => each.slice(0, PREVIEW_COLUMNS).map(previewCell)),
    duration_ms: Math.round(durationMs),
    values: Object.fromEntries(values.filter(([name]) => outputs.includes(name))),
  };
}

function close(connection: DuckDBConnection, instance: DuckDBInstance): void {
  connection.closeSync();
  instance.closeSync();
}
