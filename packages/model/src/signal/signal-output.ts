import { z } from 'zod';
import { paramDefinitionSchema } from '../param/param-definition.ts';
import { wireObject } from '../wire.ts';

/** A signal that a step announces when it finishes. */
export const signalOutputDefinitionSchema = wireObject({
  name: z.string(),
  params: z.record(z.string(), paramDefinitionSchema).optional(),
  payload: z.record(z.string(), paramDefinitionSchema).optional(),
}).meta({ id: 'SignalOutputDefinition' });
export type SignalOutputDefinition = z.infer<typeof signalOutputDefinitionSchema>;
