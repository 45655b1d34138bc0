import { z } from 'zod';
import { paramDefinitionSchema } from '../param/param-definition.ts';
import { wireObject } from '../wire.ts';
import { signalOperatorSchema } from './operator.ts';

const matchParamSchema = wireObject({ param: paramDefinitionSchema, operator: signalOperatorSchema });

/** A signal that a step waits for. */
export const signalDependencyDefinitionSchema = wireObject({
  name: z.string(),
  match_params: z.record(z.string(), matchParamSchema).optional(),
}).meta({ id: 'SignalDependencyDefinition' });
export type SignalDependencyDefinition = z.infer<typeof signalDependencyDefinitionSchema>;
