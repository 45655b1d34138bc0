import { z } from 'zod';
import { epochMillisSchema, wireObject } from '../wire.ts';

/** The commit that a definition comes from. */
export const gitInfoSchema = wireObject({
  origin: z.string().optional(),
  branch: z.string().optional(),
  sha: z.string().optional(),
  path: z.string().optional(),
  author: z.string().optional(),
  timestamp: epochMillisSchema.optional(),
  uncommitted_changes: z.boolean().optional(),
}).meta({ id: 'GitInfo' });
export type GitInfo = z.infer<typeof gitInfoSchema>;
