import Table from 'cli-table3';
import type { Colors } from '../colors.ts';

/** Which columns of a table are numbers, and how it is coloured. */
export interface TableOptions {
  readonly colors: Colors;
  /** Indices of the columns to set at the right. */
  readonly right?: readonly number[];
}

const NO_LINES = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
  ].map((name) => [name, '']),
);

/** Sets rows under a heading in aligned columns, without lines. */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { colors, right = [] }: TableOptions,
): string {
  const table = new Table({
    head: head.map((text) => colors.dim(text)),
    chars: { ...NO_LINES, middle: '  ' },
    // The colours are ours: the library's own would ignore NO_COLOR and pipes.
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: head.map((_, index) => (right.includes(index) ? 'right' : 'left')),
  });
  for (const row of rows) table.push([...row]);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
