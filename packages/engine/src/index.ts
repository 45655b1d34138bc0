export type { Decision } from './decision.ts';
export type { Environment } from './environment.ts';
export { findCycle, type Plan, type PlannedStep, planWorkflow } from './graph/plan.ts';
export { assembleStepParams, assembleWorkflowParams } from './params/assemble.ts';
export { stepDefaults } from './params/defaults/step-defaults.ts';
export { workflowDefaults } from './params/defaults/workflow-defaults.ts';
export type { ParamError } from './params/result.ts';
export {
  decidePermits,
  NO_PERMITS,
  type PermitDecision,
  type PermitEvent,
  type PermitRequest,
  type PermitState,
} from './permit/decide.ts';
export { type AggregatedInput, aggregateRuns } from './rollup/aggregated.ts';
export { type OverviewInput, runtimeOverview } from './rollup/overview.ts';
export { type RollupRun, rollUp } from './rollup/rollup.ts';
export type { StepSummary } from './rollup/step-summary.ts';
export {
  decideStrategy,
  type StrategyCommand,
  type StrategyDecision,
  type StrategyEvent,
  type StrategyState,
} from './run-strategy/decide.ts';
export { DEFAULT_BACKOFF, DEFAULT_RETRY } from './step/settings.ts';
export type { Backoff, RetryState, StepState, StepTimes, Termination } from './step/state.ts';
export type { RunCommand } from './workflow/command.ts';
export {
  type Creation,
  createRun,
  prepareRun,
  type RunRequest,
  startEvent,
  type UnnumberedRun,
} from './workflow/create.ts';
export { decideRun, resumeRun } from './workflow/decide.ts';
export { isActive } from './workflow/draft.ts';
export type { RunEvent, RuntimeCall, RuntimeOutcome } from './workflow/event.ts';
export type { RunInstance, RunState } from './workflow/state.ts';
export { nextWake } from './workflow/wake.ts';
