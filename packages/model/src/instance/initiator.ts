import { z } from 'zod';
import { parametersSchema } from '../param/param-definition.ts';
import { userSchema } from '../user.ts';
import { byType, epochMillisSchema } from '../wire.ts';

/** The step attempt that started an inline or sub workflow. */
export const upstreamNodeSchema = z
  .object({
    workflow_id: z.string(),
    instance_id: z.int(),
    run_id: z.int(),
    step_id: z.string(),
    step_attempt_id: z.int(),
    sync: z.boolean().optional(),
  })
  .meta({ id: 'UpstreamNode' });
export type UpstreamNode = z.infer<typeof upstreamNodeSchema>;

const depth = z.int().optional();
const upstream = <const Type extends string>(type: Type) =>
  z.strictObject({ type: z.literal(type), ancestors: z.array(upstreamNodeSchema), depth });

/** Who or what started an instance; `ancestors` lead from the root to the direct parent. */
export const initiatorSchema = byType([
  z.strictObject({ type: z.literal('MANUAL'), user: userSchema.optional(), depth }),
  upstream('SUBWORKFLOW'),
  upstream('FOREACH'),
  upstream('WHILE'),
  upstream('TEMPLATE'),
  z.strictObject({
    type: z.literal('TIME'),
    trigger_uuid: z.string(),
    trigger_time: epochMillisSchema,
    timezone: z.string().optional(),
    depth,
  }),
  z.strictObject({
    type: z.literal('SIGNAL'),
    trigger_uuid: z.string(),
    signal_id_map: z.record(z.string(), z.int()),
    params: parametersSchema.optional(),
    depth,
  }),
]).meta({ id: 'Initiator' });
export type Initiator = z.infer<typeof initiatorSchema>;
export type InitiatorType = Initiator['type'];

/** Facts about each kind of initiator. */
export const INITIATOR_TYPES: Readonly<
  Record<InitiatorType, { readonly restartable: boolean; readonly inline: boolean }>
> = {
  MANUAL: { restartable: true, inline: false },
  TIME: { restartable: true, inline: false },
  SIGNAL: { restartable: true, inline: false },
  SUBWORKFLOW: { restartable: false, inline: false },
  FOREACH: { restartable: false, inline: true },
  WHILE: { restartable: false, inline: true },
  TEMPLATE: { restartable: false, inline: true },
};

/** The step attempts above an instance, root first; none for one that nobody's step started. */
export const ancestorsOf = (initiator: Initiator): UpstreamNode[] =>
  'ancestors' in initiator ? initiator.ancestors : [];
