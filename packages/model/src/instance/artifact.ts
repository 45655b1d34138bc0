import { z } from 'zod';
import { byType } from '../wire.ts';
import { runtimeOverviewSchema } from './overview.ts';

const typed = <const Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.looseObject({ type: z.literal(type), ...shape });

/** What a step leaves behind besides params, by `type`; DEFAULT holds arbitrary keys. */
export const artifactSchema = byType([
  typed('SUBWORKFLOW', {
    subworkflow_id: z.string(),
    subworkflow_version_id: z.int(),
    subworkflow_instance_id: z.int(),
    subworkflow_run_id: z.int(),
    subworkflow_uuid: z.string(),
    subworkflow_overview: runtimeOverviewSchema.optional(),
  }),
  typed('FOREACH', {}),
  typed('WHILE', {}),
  typed('KUBERNETES', {}),
  typed('NOTEBOOK', { output_path: z.string() }),
  typed('HTTP', {
    request: z
      .looseObject({
        url: z.string(),
        method: z.string().optional(),
        headers: z.record(z.string(), z.string()).optional(),
        body: z.string().optional(),
      })
      .optional(),
    status: z.string().optional(),
    status_code: z.int().optional(),
    body: z.string().optional(),
  }),
  typed('TITUS', {}),
  typed('DYNAMIC_OUTPUT', { signal_outputs: z.array(z.unknown()).optional() }),
  typed('RETRY', { retryable: z.boolean().optional() }),
  typed('DEFAULT', {}),
]).meta({ id: 'Artifact' });
export type Artifact = z.infer<typeof artifactSchema>;
export type ArtifactType = Artifact['type'];

/** Artifacts by key. */
export const artifactsSchema = z.record(z.string(), artifactSchema).meta({ id: 'Artifacts' });
export type Artifacts = Record<string, Artifact>;
