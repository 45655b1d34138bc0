import { z } from 'zod';
import { paramDefinitionsSchema } from '../param/param-definition.ts';
import { wireObject } from '../wire.ts';
import { signalOperatorSchema } from './operator.ts';

const matchValueSchema = wireObject({
  value: z.union([z.string(), z.number(), z.bigint()]),
  operator: signalOperatorSchema,
});

const entrySchema = wireObject({
  match_params: z.record(z.string(), matchValueSchema).optional(),
  join_keys: z.array(z.string()).optional(),
});

/** Starts a workflow when all of its signals have been announced. */
export const signalTriggerSchema = wireObject({
  definitions: z.record(z.string(), entrySchema),
  params: paramDefinitionsSchema.optional(),
  condition: z.string().optional(),
  dedup_expr: z.string().optional(),
}).meta({ id: 'SignalTrigger' });
export type SignalTrigger = z.infer<typeof signalTriggerSchema>;
