import { z } from 'zod';
import { parsableLongSchema } from '../duration.ts';
import { paramDefinitionsSchema } from '../param/param-definition.ts';
import { signalDependencyDefinitionSchema } from '../signal/signal-dependency.ts';
import { signalOutputDefinitionSchema } from '../signal/signal-output.ts';
import { tagListSchema } from '../tag.ts';
import { caseless, isPlainObject, wireObject } from '../wire.ts';
import { retryPolicySchema } from './retry-policy.ts';

/** The types of typed steps, as they are written; Shell and Sql are Rondo's own. */
export const STEP_TYPES = [
  'NoOp',
  'Sleep',
  'Titus',
  'Notebook',
  'Kubernetes',
  'Http',
  'Join',
  'Shell',
  'Sql',
] as const;
export type StepType = (typeof STEP_TYPES)[number];

/** What a fatal failure of a step does to the rest of the run; unset means FAIL_AFTER_RUNNING. */
export const FAILURE_MODES = ['FAIL_AFTER_RUNNING', 'FAIL_IMMEDIATELY', 'IGNORE_FAILURE'] as const;
export type FailureMode = (typeof FAILURE_MODES)[number];

/** The keys of the wrapper object around a step; each is a kind of step. */
export const STEP_KINDS = ['step', 'subworkflow', 'foreach', 'while', 'template'] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/** Where a step stands in the DAG: successors by id, each with its condition. */
export const stepTransitionSchema = wireObject({
  predecessors: z.array(z.string()).optional(),
  successors: z.record(z.string(), z.string()).optional(),
}).meta({ id: 'StepTransition' });
export type StepTransition = z.infer<typeof stepTransitionSchema>;

const shared = {
  id: z.string(),
  name: z.string().max(256).optional(),
  description: z.string().max(16_384).optional(),
  transition: stepTransitionSchema.optional(),
  failure_mode: caseless(FAILURE_MODES).optional(),
  tags: tagListSchema.optional(),
  timeout: parsableLongSchema.optional(),
  signal_dependencies: z.array(signalDependencyDefinitionSchema).optional(),
  signal_outputs: z.array(signalOutputDefinitionSchema).optional(),
  params: paramDefinitionsSchema.optional(),
};

/** A step that a step runtime carries out. */
export const typedStepSchema = wireObject({
  ...shared,
  type: caseless(STEP_TYPES),
  sub_type: z.string().optional(),
  sub_type_version: z.string().optional(),
  retry_policy: retryPolicySchema.optional(),
}).meta({ id: 'TypedStep' });
export type TypedStep = z.infer<typeof typedStepSchema>;

/** A step that runs another workflow; unset `sync` means that it waits for it. */
export const subworkflowStepSchema = wireObject({
  ...shared,
  sync: z.boolean().optional(),
  explicit_params: z.boolean().optional(),
}).meta({ id: 'SubworkflowStep' });
export type SubworkflowStep = z.infer<typeof subworkflowStepSchema>;

/** A step of a kind that is declared, but that nothing can execute. */
export const templateStepSchema = wireObject({ ...shared, sub_type: z.string().optional() }).meta({
  id: 'TemplateStep',
});
export type TemplateStep = z.infer<typeof templateStepSchema>;

type Shared = Omit<TemplateStep, 'sub_type'>;

/** A step that runs its steps once for each combination of its loop params. */
export interface ForeachStep extends Shared {
  concurrency?: number | undefined;
  strict_ordering?: boolean | undefined;
  steps: Step[];
}

/** A step that runs its steps again while its condition holds. */
export interface WhileStep extends Shared {
  condition: string;
  steps: Step[];
}

/** A step of a workflow: an object whose only key tells its kind. */
export type Step =
  | { step: TypedStep }
  | { subworkflow: SubworkflowStep }
  | { foreach: ForeachStep }
  | { while: WhileStep }
  | { template: TemplateStep };

/** What is inside the wrapper of a step. */
export type StepBody = TypedStep | SubworkflowStep | ForeachStep | WhileStep | TemplateStep;

/** The steps of a workflow or of a loop. */
export const stepsSchema: z.ZodType<Step[], Step[]> = z.lazy(() =>
  z.array(stepSchema).min(1, { error: 'must not be empty' }),
);

/** A step that runs its steps for each combination of its loop params. */
export const foreachStepSchema: z.ZodType<ForeachStep, ForeachStep> = wireObject({
  ...shared,
  concurrency: z.int().min(1).max(500).optional(),
  strict_ordering: z.boolean().optional(),
  steps: stepsSchema,
}).meta({ id: 'ForeachStep' }) as never;

/** A step that runs its steps while its condition holds. */
export const whileStepSchema: z.ZodType<WhileStep, WhileStep> = wireObject({
  ...shared,
  condition: z.string(),
  steps: stepsSchema,
}).meta({ id: 'WhileStep' }) as never;

const bodySchemas = {
  step: typedStepSchema,
  subworkflow: subworkflowStepSchema,
  foreach: foreachStepSchema,
  while: whileStepSchema,
  template: templateStepSchema,
};

/** A step in its single-key wrapper. */
export const stepSchema: z.ZodType<Step, Step> = z
  .unknown()
  .transform((value, context): Step => {
    const keys = isPlainObject(value) ? Object.keys(value) : [];
    const kind = STEP_KINDS.find((known) => known === keys[0]);
    if (kind === undefined || keys.length !== 1) {
      const found = keys.length === 0 ? typeof value : `the keys [${keys.join(', ')}]`;
      context.addIssue({
        code: 'custom',
        message: `must be an object with exactly one of the keys ${STEP_KINDS.join(', ')}, not ${found}`,
      });
      return z.NEVER;
    }
    const body = bodySchemas[kind].safeParse((value as Record<string, unknown>)[kind], { reportInput: true });
    for (const issue of body.error?.issues ?? []) {
      context.addIssue({ ...issue, path: [kind, ...issue.path] } as Parameters<typeof context.addIssue>[0]);
    }
    return { [kind]: body.data } as unknown as Step;
  })
  .meta({ id: 'Step' }) as never;

/** Which key wraps the step. */
export const stepKind = (step: Step): StepKind => Object.keys(step)[0] as StepKind;

/** What is inside the wrapper of the step. */
export const stepBody = (step: Step): StepBody => Object.values(step)[0] as StepBody;
