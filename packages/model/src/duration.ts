import { z } from 'zod';
import { shown } from './param/literal.ts';

const UNITS = [
  { millis: 86_400_000, names: ['d', 'day', 'days'] },
  { millis: 3_600_000, names: ['h', 'hour', 'hours'] },
  { millis: 60_000, names: ['m', 'min', 'minute', 'minutes'] },
  { millis: 1_000, names: ['s', 'sec', 'second', 'seconds'] },
  { millis: 1, names: ['ms', 'millisecond', 'milliseconds'] },
];

const rankOf = (unit: string): number => UNITS.findIndex(({ names }) => names.includes(unit));

/**
 * Milliseconds of a duration text: seconds as digits (`90`) or units in descending order (`1day 2hours`, `20 min`).
 * Undefined when the text is neither.
 */
export const parseDuration = (text: string): number | undefined => {
  const trimmed = text.trim().toLowerCase();
  if (/^\d+$/.test(trimmed)) return Number(trimmed) * 1000;
  const part = /\s*(\d+) ?([a-z]+)/y;
  let total = 0;
  let rank = -1;
  while (part.lastIndex < trimmed.length) {
    const match = part.exec(trimmed);
    const next = match ? rankOf(match[2] as string) : -1;
    if (!match || next <= rank) return undefined;
    rank = next;
    total += Number(match[1]) * (UNITS[next]?.millis ?? 0);
  }
  return rank === -1 ? undefined : total;
};

/** A count as a request gives it: a number, or text. */
export type ParsableLong = number | string;

/** A count given as a number or as text (a duration, digits or an interpolated string); written back as it was read. */
export const parsableLongSchema: z.ZodType<ParsableLong, ParsableLong> = z.union(
  [
    z
      .number()
      .min(0)
      .transform((value) => Math.trunc(value)),
    z.string(),
  ],
  { error: (issue) => `must be a number that is not negative, or text, not ${shown(issue.input)}` },
);
