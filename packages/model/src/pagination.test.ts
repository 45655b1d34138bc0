import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RondoError } from './error.ts';
import { pageOf, paginate } from './pagination.ts';

const ids = ({ low, high }: { low: number; high: number }) =>
  Array.from({ length: high - low + 1 }, (_, index) => high - index);

/** Reads all pages in a direction from a cursor on. */
const walk = (direction: 'first' | 'last', size: number, latest: number): number[][] => {
  const pages = [];
  let cursor: string | undefined;
  for (;;) {
    const page = paginate({ [direction]: size, cursor }, 1, latest);
    const result = pageOf(page ? ids(page) : [], (id) => id, 1, latest);
    pages.push(result.elements);
    const more = direction === 'first' ? result.page_info.has_next_page : result.page_info.has_previous_page;
    if (!more) return pages;
    cursor =
      (direction === 'first' ? result.page_info.end_cursor : result.page_info.start_cursor) ?? undefined;
  }
};

describe('pages', () => {
  it('cover every id once in either direction', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 25 }), (latest, size) => {
        const all = ids({ low: 1, high: latest });
        expect(walk('first', size, latest).flat()).toEqual(all);
        expect(walk('last', size, latest).reverse().flat()).toEqual(all);
      }),
    );
  });

  it('tell where they stand', () => {
    const page = paginate({ first: 3, cursor: '8' }, 1, 10);
    expect(page).toEqual({ low: 5, high: 7 });
    expect(pageOf([7, 6, 5], (id) => id, 1, 10)).toEqual({
      page_info: {
        start_cursor: '7',
        end_cursor: '5',
        has_previous_page: true,
        has_next_page: true,
        start_index: 4,
      },
      total_count: 10,
      elements: [7, 6, 5],
    });
  });

  it('are empty with null cursors when nothing exists', () => {
    expect(paginate({ first: 5 }, 0, 0)).toBeUndefined();
    expect(pageOf([], () => 0, 0, 0)).toEqual({
      page_info: {
        start_cursor: null,
        end_cursor: null,
        has_previous_page: false,
        has_next_page: false,
        start_index: null,
      },
      total_count: 0,
      elements: [],
    });
  });

  it.each([
    [{ first: 1, last: 1 }, 'Either first or last need to be provided, but not both'],
    [{}, 'Either first or last need to be provided, both cannot be null'],
    [{ first: 201 }, 'first must be from 1 to 200, not 201'],
    [{ last: 0 }, 'last must be from 1 to 200, not 0'],
    [{ first: 1, cursor: 'x' }, 'cursor must be an id, not [x]'],
  ])('refuse %j', (query, message) => {
    expect(() => paginate(query, 1, 5)).toThrow(new RondoError('BAD_REQUEST', message));
  });
});
