/** What the Sql runtime and its worker process tell each other, as JSON files. */

/** What the worker is to do. */
export interface SqlRequest {
  readonly sql: string;
  /** Params that a single result row may set. */
  readonly outputs: readonly string[];
  readonly memory_limit: string;
  readonly threads: number;
}

/** One column of a result. */
interface SqlColumn {
  readonly name: string;
  readonly type: string;
}

/** What the worker found. Rows are a preview; `values` has the requested columns when there is exactly one row. */
export type SqlReport =
  | { readonly error: string }
  | {
      readonly statements: number;
      readonly row_count: number;
      readonly columns: readonly SqlColumn[];
      readonly rows: readonly (readonly PreviewCell[])[];
      readonly duration_ms: number;
      readonly values: Readonly<Record<string, unknown>>;
    };

/** A cell as an artifact shows it: numbers that JSON holds exactly, and text cut to a limit. */
export type PreviewCell = string | number | boolean | null;

/** The variable with the path of the file that takes the report. */
export const REPORT_VARIABLE = 'RONDO_SQL_REPORT';
/** The variable with the path of the request. */
export const REQUEST_VARIABLE = 'RONDO_SQL_REQUEST';

/** Writes JSON with 64-bit integers as digits. The worker does without the model package, which would slow its start. */
export function writeReport(report: SqlReport): string {
  const mark = '\u0000long:';
  const text = JSON.stringify(report, (_key, value: unknown) =>
    typeof value === 'bigint' ? `${mark}${value}` : value,
  );
  return text.replace(/"\\u0000long:(-?\d+)"/g, '$1');
}
