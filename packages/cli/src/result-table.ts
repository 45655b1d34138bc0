import type { StepInstance } from '@rondo/model';
import type { Colors } from './colors.ts';
import { renderTable } from './view/table.ts';

/** The first rows of a result, as a Sql step leaves them in its artifact `rondo_sql`. */
export interface ResultPreview {
  readonly stepId: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly rowCount: number;
}

/** The result of the last step that succeeded with one; undefined when none did. */
export function lastResult(steps: readonly StepInstance[]): ResultPreview | undefined {
  const previews = steps
    .filter(({ runtime_state }) => runtime_state.status === 'SUCCEEDED')
    .map(previewOf)
    .filter((preview) => preview !== undefined);
  return previews.at(-1);
}

/** Sets a result as a table, numbers at the right. */
export function renderResult(preview: ResultPreview, colors: Colors): string {
  const head = preview.columns.map(({ name }) => name.replaceAll('_', ' ').toUpperCase());
  const rows = preview.rows.map((row) =>
    row.map((cell, column) => cellText(cell, preview.columns[column]?.type)),
  );
  const right = preview.columns.flatMap(({ type }, index) => (isNumeric(type) ? [index] : []));
  return renderTable(head, rows, { colors, right });
}

function previewOf({ step_id, artifacts }: StepInstance): ResultPreview | undefined {
  const artifact = artifacts?.rondo_sql as Record<string, unknown> | undefined;
  if (!Array.isArray(artifact?.columns) || !Array.isArray(artifact.rows) || artifact.columns.length === 0) {
    return undefined;
  }
  const { columns, rows, row_count } = artifact;
  return {
    stepId: step_id,
    columns,
    rows,
    rowCount: typeof row_count === 'number' ? row_count : rows.length,
  };
}

const isNumeric = (type: string): boolean => /INT|DOUBLE|FLOAT|DECIMAL/.test(type);

function cellText(cell: unknown, type = ''): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'bigint' || (typeof cell === 'number' && type.includes('INT')))
    return cell.toLocaleString('en-US');
  // One digit for all numbers of such a column, so that the points stand below each other.
  if (typeof cell === 'number') return Number.isInteger(cell * 10) ? cell.toFixed(1) : String(cell);
  return String(cell);
}
