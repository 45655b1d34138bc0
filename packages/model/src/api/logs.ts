import { z } from 'zod';
import { API_BASE, endpoint } from './endpoint.ts';
import { attemptParams, flagText, integerText } from './fields.ts';

/** The most bytes of a log in one answer. */
export const MAX_LOG_CHUNK = 1_048_576;

/** A part of an attempt's output; offsets are bytes from its first output. */
export const logChunkSchema = z
  .object({
    text: z.string(),
    offset: z.int().describe('where `text` starts; later than asked if that part was rotated out'),
    next_offset: z.int().describe('what to ask for next'),
    total: z.int().describe('bytes that the attempt has written so far'),
    complete: z.boolean().describe('the attempt is over and `next_offset` is the end of its output'),
  })
  .meta({ id: 'LogChunk' });
export type LogChunkResponse = z.infer<typeof logChunkSchema>;

/** Calls about the output of step attempts. */
export const logEndpoints = {
  readStepLogs: endpoint({
    id: 'readStepLogs',
    method: 'GET',
    path: `${API_BASE}/workflows/{workflowId}/instances/{workflowInstanceId}/runs/{workflowRunId}/steps/{stepId}/attempts/{attempt}/logs`,
    permission: 'log:read',
    params: z.object(attemptParams),
    query: z.strictObject({
      offset: integerText(z.int()).optional(),
      limit: integerText(z.int().min(1).max(MAX_LOG_CHUNK)).optional(),
      follow: flagText.optional(),
    }),
    response: logChunkSchema,
    description:
      'At most `limit` bytes (65536 when unset) of an attempt’s output from `offset` on; a negative offset counts from the end. With `follow` an answer at the end of the output waits up to 25 s for more; with `Accept: text/plain` beside it, the bare output is streamed until the attempt is over.',
  }),
} as const;
