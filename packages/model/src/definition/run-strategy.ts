import { z } from 'zod';
import { caseless, isPlainObject, wireObject } from '../wire.ts';

/** How runs of one workflow share their time. */
export const RUN_STRATEGY_RULES = [
  'SEQUENTIAL',
  'STRICT_SEQUENTIAL',
  'FIRST_ONLY',
  'LAST_ONLY',
  'PARALLEL',
  'SERIAL_LATEST_ONLY',
] as const;
export type RunStrategyRule = (typeof RUN_STRATEGY_RULES)[number];

/** A rule and how many runs may be in progress at once; more than one only with PARALLEL. */
export interface RunStrategy {
  rule: RunStrategyRule;
  workflow_concurrency: number;
}

/** The forms in which a request may give a run strategy. */
export type RunStrategyInput =
  | RunStrategyRule
  | Lowercase<RunStrategyRule>
  | number
  | { rule?: RunStrategyRule | undefined; workflow_concurrency?: number | undefined };

/** What a workflow without a run strategy does. */
export const DEFAULT_RUN_STRATEGY: RunStrategy = { rule: 'SEQUENTIAL', workflow_concurrency: 1 };

/** How many runs may be in progress when only the rule is given. */
export const defaultWorkflowConcurrency = (rule: RunStrategyRule): number => (rule === 'PARALLEL' ? 20 : 1);

const fromShorthand = (value: unknown): unknown => {
  if (typeof value === 'string') return { rule: value };
  if (typeof value === 'number') return { rule: 'PARALLEL', workflow_concurrency: value };
  if (isPlainObject(value) && value.rule === undefined) return { ...value, rule: DEFAULT_RUN_STRATEGY.rule };
  return value;
};

/** A rule name, a number (that many in parallel) or `{rule, workflow_concurrency?}`, read into the last form. */
export const runStrategySchema: z.ZodType<RunStrategy, RunStrategyInput> = z
  .preprocess(
    fromShorthand,
    wireObject({
      rule: caseless(RUN_STRATEGY_RULES),
      workflow_concurrency: z.int().min(1).max(1000).optional(),
    }),
  )
  .transform((strategy, context): RunStrategy => {
    const concurrency = strategy.workflow_concurrency ?? defaultWorkflowConcurrency(strategy.rule);
    if (concurrency > 1 && strategy.rule !== 'PARALLEL') {
      context.addIssue({
        code: 'custom',
        path: ['workflow_concurrency'],
        message: `must be 1 for the rule ${strategy.rule}, not ${concurrency}; only PARALLEL allows more`,
      });
    }
    return { rule: strategy.rule, workflow_concurrency: concurrency };
  })
  .meta({ id: 'RunStrategy' }) as never;
