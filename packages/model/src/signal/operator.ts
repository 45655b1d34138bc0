import { z } from 'zod';

/** How a signal param is compared; all but `=` are ranges. */
export const SIGNAL_OPERATORS = ['=', '<', '<=', '>', '>='] as const;
export type SignalOperator = (typeof SIGNAL_OPERATORS)[number];

/** An operator as its text. */
export const signalOperatorSchema = z.enum(SIGNAL_OPERATORS, {
  error: (issue) => `Invalid operator code: ${String(issue.input)}`,
});
