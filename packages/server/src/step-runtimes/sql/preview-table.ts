import type { PreviewCell } from './worker-protocol.ts';

const MAX_WIDTH = 40;

/** The rows as a table of text for the log; numbers to the right, wide cells cut. */
export function previewTable(names: readonly string[], rows: readonly (readonly PreviewCell[])[]): string {
  const cells = rows.map((row) => row.map(cellText));
  const headers = names.map(oneLine);
  const widths = headers.map((header, column) =>
    Math.max(header.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const isNumeric = names.map((_, column) =>
    rows.every((row) => row[column] === null || typeof row[column] === 'number'),
  );
  const line = (texts: readonly string[]) =>
    texts
      .map((text, column) =>
        isNumeric[column] ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(headers), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n');
}

function cellText(cell: PreviewCell): string {
  return cell === null ? 'NULL' : oneLine(String(cell));
}

function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  return flat.length > MAX_WIDTH ? `${flat.slice(0, MAX_WIDTH - 1)}…` : flat;
}
