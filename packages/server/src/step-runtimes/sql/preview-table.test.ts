import { describe, expect, it } from 'vitest';
import { previewTable } from './preview-table.ts';

describe('preview table', () => {
  it('puts numbers to the right, text to the left, and shows NULL', () => {
    const table = previewTable(
      ['name', 'n'],
      [
        ['a', 1],
        ['bcd ef', 200],
        [null, null],
      ],
    );
    expect(table.split('\n')).toEqual([
      'name       n',
      '------  ----',
      'a          1',
      'bcd ef   200',
      'NULL    NULL',
    ]);
  });

  it('cuts wide cells and keeps a row on one line', () => {
    const [header, , row] = previewTable(['x'.repeat(50)], [['line\nbreak'.repeat(10)]]).split('\n');
    expect(header).toHaveLength(40);
    expect(row).toHaveLength(40);
  });

  it('has a header only when there are no rows', () => {
    expect(previewTable(['a', 'b'], [])).toBe('a  b\n-  -');
  });
});
