import { z } from 'zod';
import { RondoError } from './error.ts';

/** How many elements a page may hold. */
export const MAX_PAGE_SIZE = 200;

/** Which page is asked for: the `first` n from the newest on, or the `last` n, before or after the cursor. */
export interface PageQuery {
  first?: number | undefined;
  last?: number | undefined;
  cursor?: string | undefined;
}

/** Where a page stands in the whole. */
export interface PageInfo {
  start_cursor: string | null;
  end_cursor: string | null;
  has_previous_page: boolean;
  has_next_page: boolean;
  start_index: number | null;
}

/** One page of a list, newest first. */
export interface PaginationResult<T> {
  page_info: PageInfo;
  total_count: number;
  elements: T[];
}

/** The schema of a page of `element`. */
export const paginationResultSchema = <Element extends z.ZodType>(element: Element) =>
  z.object({
    page_info: z.object({
      start_cursor: z.string().nullable(),
      end_cursor: z.string().nullable(),
      has_previous_page: z.boolean(),
      has_next_page: z.boolean(),
      start_index: z.int().nullable(),
    }),
    total_count: z.int(),
    elements: z.array(element),
  });

/** The ids that a page covers, inclusive; undefined when nothing exists. */
export interface PageRange {
  low: number;
  high: number;
}

const cursorId = (cursor: string): number => {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new RondoError('BAD_REQUEST', `cursor must be an id, not [${cursor}]`);
};

const checkQuery = ({ first, last }: PageQuery): void => {
  if (first !== undefined && last !== undefined) {
    throw new RondoError('BAD_REQUEST', 'Either first or last need to be provided, but not both');
  }
  const size = first ?? last;
  if (size === undefined) {
    throw new RondoError('BAD_REQUEST', 'Either first or last need to be provided, both cannot be null');
  }
  if (Number.isInteger(size) && size >= 1 && size <= MAX_PAGE_SIZE) return;
  const field = first === undefined ? 'last' : 'first';
  throw new RondoError('BAD_REQUEST', `${field} must be from 1 to ${MAX_PAGE_SIZE}, not ${size}`);
};

/** The ids to read for a page, given the smallest and largest existing id (both 0 when nothing exists). */
export const paginate = (query: PageQuery, earliest: number, latest: number): PageRange | undefined => {
  checkQuery(query);
  const cursor = query.cursor === undefined || query.cursor === '' ? undefined : cursorId(query.cursor);
  if (latest === 0) return undefined;
  if (query.first !== undefined) {
    const high = cursor === undefined ? latest : cursor - 1;
    return { low: Math.min(Math.max(earliest, high + 1 - query.first), high), high };
  }
  const low = cursor === undefined ? earliest : cursor + 1;
  const high = Math.min(latest, low - 1 + (query.last as number));
  return { low: Math.min(low, high), high };
};

/** A page around the elements found in a range, which must come newest first, with their ids beside them. */
export const pageOf = <T>(
  elements: readonly T[],
  idOf: (element: T) => number,
  earliest: number,
  latest: number,
): PaginationResult<T> => {
  const [newest, oldest] = [elements[0], elements.at(-1)];
  if (newest === undefined || oldest === undefined) {
    const page_info: PageInfo = {
      start_cursor: null,
      end_cursor: null,
      has_previous_page: false,
      has_next_page: false,
      start_index: null,
    };
    return { page_info, total_count: latest, elements: [] };
  }
  const [high, low] = [idOf(newest), idOf(oldest)];
  const page_info: PageInfo = {
    start_cursor: String(high),
    end_cursor: String(low),
    has_previous_page: high < latest,
    has_next_page: low > earliest,
    start_index: latest + 1 - high,
  };
  return { page_info, total_count: latest - earliest + 1, elements: [...elements] };
};
