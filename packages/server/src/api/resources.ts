import type { PlanCache } from '../storage/plan-cache.ts';
import type { DefinitionTools } from './definition/definition-tools.ts';
import type { WorkflowLookup } from './definition/workflow-lookup.ts';
import type { ApiDependencies } from './dependencies.ts';
import type { RunWatch } from './run-watch.ts';

/** What the handlers share, made once per API. */
export interface Resources extends ApiDependencies {
  readonly tools: DefinitionTools;
  readonly workflows: WorkflowLookup;
  readonly plans: PlanCache;
  readonly watch: RunWatch;
  /** Aborted when the API closes: what waits or streams has to end. */
  readonly closing: AbortSignal;
}
