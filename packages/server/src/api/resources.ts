import type { StepSummary } from '@rondo/engine';
import type { PlanCache } from '../storage/plan-cache.ts';
import type { RunRow } from '../storage/run-codec.ts';
import type { RunIds } from '../storage/run-reader.ts';
import type { Coalesced } from './coalesced.ts';
import type { DefinitionTools } from './definition/definition-tools.ts';
import type { WorkflowLookup } from './definition/workflow-lookup.ts';
import type { ApiDependencies } from './dependencies.ts';
import type { RunWatch } from './run-watch.ts';

/** What the handlers share, made once per API. */
export interface Resources extends ApiDependencies {
  readonly tools: DefinitionTools;
  readonly workflows: WorkflowLookup;
  readonly plans: PlanCache;
  /** Runs by their ids, undefined for one that does not exist. */
  readonly runs: Coalesced<RunIds, RunRow | undefined>;
  /** The latest attempts of a run's steps, by its key. */
  readonly stepSummaries: Coalesced<number, readonly StepSummary[]>;
  readonly watch: RunWatch;
  /** Aborted when the API closes: what waits or streams has to end. */
  readonly closing: AbortSignal;
}
