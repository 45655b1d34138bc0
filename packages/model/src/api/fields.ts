import { z } from 'zod';
import { MAX_PAGE_SIZE } from '../pagination.ts';

const numeric = (value: unknown): unknown =>
  typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
const truth = (value: unknown): unknown => (value === 'true' ? true : value === 'false' ? false : value);

/** An integer in a path or query, read from its text. */
export const integerText = (schema: z.ZodInt): z.ZodType<number, number> =>
  z.preprocess(numeric, schema) as never;

/** An instance, run or attempt id in a path. */
const idText = integerText(z.int().min(1));

/** A flag in a query, `true` or `false`. */
export const flagText: z.ZodType<boolean, boolean> = z.preprocess(truth, z.boolean()) as never;

/** An id in a path, or `latest`, in any case. */
export const idOrLatest: z.ZodType<number | 'latest', number | 'latest'> = z.preprocess(
  (value) => (typeof value === 'string' && value.toLowerCase() === 'latest' ? 'latest' : numeric(value)),
  z.union([z.int().min(1), z.literal('latest')], { error: 'must be a positive number or latest' }),
) as never;

/** The path params down to a workflow, a version, an instance, a run, a step and an attempt. */
export const workflowParams = { workflowId: z.string().min(1) };
export const versionParams = { ...workflowParams, version: z.string().min(1) };
export const instanceParams = { ...workflowParams, workflowInstanceId: idText };
export const runParams = { ...instanceParams, workflowRunId: idText };
export const stepParams = { ...instanceParams, stepId: z.string().min(1) };
export const attemptParams = { ...runParams, stepId: z.string().min(1), attempt: idOrLatest };

const pageSize = integerText(z.int().min(1).max(MAX_PAGE_SIZE)).optional();

/** Exactly one of `first` and `last`; `paginate` tells a caller who gives both or none. */
export const pageFields = { first: pageSize, last: pageSize, cursor: z.string().optional() };

/** How long a read may wait for the end of a run. */
export const MAX_WAIT_MS = 60_000;

/** Lets a read wait until the run is over, at most `timeout_ms` (30 s when unset), and then answer what is. */
export const waitFields = {
  wait_for: z.literal('terminal').optional(),
  timeout_ms: integerText(z.int().min(0).max(MAX_WAIT_MS)).optional(),
};
