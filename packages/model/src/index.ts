export { STEP_INSTANCE_ACTIONS, type StepInstanceAction, stepInstanceActions } from './action/step-action.ts';
export { type StepAction, stepActionSchema } from './action/step-action-record.ts';
export {
  isActiveStepStatus,
  isCompleteStepStatus,
  isRestartableStepStatus,
  isRetryableStepStatus,
  isTerminalStepStatus,
  STEP_INSTANCE_STATUS,
  STEP_INSTANCE_STATUSES,
  type StepInstanceStatus,
} from './action/step-status.ts';
export {
  isTerminalWorkflowStatus,
  WORKFLOW_INSTANCE_ACTIONS,
  WORKFLOW_INSTANCE_STATUS,
  WORKFLOW_INSTANCE_STATUSES,
  type WorkflowInstanceAction,
  type WorkflowInstanceStatus,
  workflowInstanceActions,
} from './action/workflow-status.ts';
export {
  API_BASE,
  type Endpoint,
  type EndpointBody,
  type EndpointParams,
  type EndpointQuery,
  type EndpointResponse,
  endpoint,
  fillPath,
  PERMISSIONS,
  type Permission,
} from './api/endpoint.ts';
export { type EndpointId, endpoints } from './api/endpoints.ts';
export { type ErrorBody, errorBodyOf, errorBodySchema } from './api/error-body.ts';
export { eventEndpoints, type RunChange, runChangeSchema } from './api/events.ts';
export { MAX_WAIT_MS } from './api/fields.ts';
export { instanceEndpoints } from './api/instances.ts';
export { type LogChunkResponse, logChunkSchema, logEndpoints, MAX_LOG_CHUNK } from './api/logs.ts';
export { openApiDocument } from './api/openapi.ts';
export { stepEndpoints } from './api/steps.ts';
export { type HealthResponse, healthResponseSchema, systemEndpoints } from './api/system.ts';
export {
  type WorkflowActionResponse,
  type WorkflowListResponse,
  type WorkflowOverviewResponse,
  type WorkflowSummary,
  type WorkflowTimelineResponse,
  workflowActionResponseSchema,
  workflowCreateResponseSchema,
  workflowEndpoints,
  workflowListResponseSchema,
  workflowOverviewResponseSchema,
  workflowSummarySchema,
  workflowTimelineResponseSchema,
} from './api/workflows.ts';
export {
  ALERT_TYPES,
  type Alerting,
  type AlertType,
  alertingSchema,
  type Tct,
  tctSchema,
} from './definition/alerting.ts';
export { type GitInfo, gitInfoSchema } from './definition/git-info.ts';
export {
  type Properties,
  type PropertiesSnapshot,
  type PropertiesUpdate,
  propertiesSchema,
  propertiesSnapshotSchema,
  propertiesUpdateSchema,
} from './definition/properties.ts';
export {
  type Backoff,
  backoffSchema,
  type RetryPolicy,
  retryPolicySchema,
} from './definition/retry-policy.ts';
export {
  DEFAULT_RUN_STRATEGY,
  defaultWorkflowConcurrency,
  RUN_STRATEGY_RULES,
  type RunStrategy,
  type RunStrategyInput,
  type RunStrategyRule,
  runStrategySchema,
} from './definition/run-strategy.ts';
export {
  FAILURE_MODES,
  type FailureMode,
  type ForeachStep,
  foreachStepSchema,
  STEP_KINDS,
  STEP_TYPES,
  type Step,
  type StepBody,
  type StepKind,
  type StepTransition,
  type StepType,
  type SubworkflowStep,
  stepBody,
  stepKind,
  stepSchema,
  stepsSchema,
  stepTransitionSchema,
  subworkflowStepSchema,
  type TemplateStep,
  type TypedStep,
  templateStepSchema,
  typedStepSchema,
  type WhileStep,
  whileStepSchema,
} from './definition/step.ts';
export {
  PREDEFINED_SCHEDULES,
  type PredefinedSchedule,
  type TimeTrigger,
  timeTriggerSchema,
} from './definition/time-trigger.ts';
export {
  CRITICALITIES,
  type Criticality,
  type EnrichedExtras,
  type Metadata,
  metadataSchema,
  type Workflow,
  type WorkflowCreateRequest,
  type WorkflowDefinition,
  workflowCreateRequestSchema,
  workflowDefinitionSchema,
  workflowSchema,
} from './definition/workflow.ts';
export { dslToCreateRequest } from './dsl/create-request.ts';
export { DslError } from './dsl/dsl-error.ts';
export { type DslNumbers, dslToParams } from './dsl/dsl-params.ts';
export { dslToSuccessors } from './dsl/dsl-transition.ts';
export type { DslOptions } from './dsl/jobs.ts';
export type { DslPath } from './dsl/mapping.ts';
export { type ParsableLong, parsableLongSchema, parseDuration } from './duration.ts';
export { ERROR_CODES, type ErrorCode, RondoError } from './error.ts';
export {
  type StepInstanceStatusChangeEvent,
  stepInstanceStatusChangeEventSchema,
  type WorkflowInstanceStatusChangeEvent,
  workflowInstanceStatusChangeEventSchema,
} from './event/status-change-event.ts';
export {
  type Artifact,
  type Artifacts,
  type ArtifactType,
  artifactSchema,
  artifactsSchema,
} from './instance/artifact.ts';
export { groupIdOf, javaStringHash } from './instance/group.ts';
export {
  ancestorsOf,
  INITIATOR_TYPES,
  type Initiator,
  type InitiatorType,
  initiatorSchema,
  type UpstreamNode,
  upstreamNodeSchema,
} from './instance/initiator.ts';
export {
  type RollupOverview,
  type RuntimeOverview,
  rollupOverviewSchema,
  runtimeOverviewSchema,
  type StepAggregatedView,
  stepAggregatedViewSchema,
  type WorkflowInstanceAggregatedInfo,
  workflowInstanceAggregatedInfoSchema,
} from './instance/overview.ts';
export {
  actionMapSchema,
  START_STATUSES,
  type StartStatus,
  type StepInstanceActionResponse,
  stepInstanceActionResponseSchema,
  stepStatusSchema,
  type WorkflowInstanceActionResponse,
  type WorkflowStartRequest,
  type WorkflowStartResponse,
  workflowInstanceActionResponseSchema,
  workflowStartRequestSchema,
  workflowStartResponseSchema,
} from './instance/request.ts';
export {
  isFreshRunPolicy,
  type RestartConfig,
  type RestartNode,
  RUN_POLICIES,
  type RunConfig,
  type RunPolicy,
  restartConfigSchema,
  restartNodeSchema,
  runConfigSchema,
} from './instance/run-config.ts';
export {
  type StepInstance,
  type StepRetry,
  type StepRuntimeState,
  type StepTransitionResult,
  stepInstanceSchema,
  stepRetrySchema,
  stepRuntimeStateSchema,
  stepTransitionResultSchema,
} from './instance/step-instance.ts';
export {
  type RunProperties,
  type RuntimeDag,
  runPropertiesSchema,
  runtimeDagSchema,
  type WorkflowInstance,
  workflowInstanceSchema,
} from './instance/workflow-instance.ts';
export { parseJson, stringifyJson } from './json.ts';
export {
  MAX_PAGE_SIZE,
  type PageInfo,
  type PageQuery,
  type PageRange,
  type PaginationResult,
  pageOf,
  paginate,
  paginationResultSchema,
} from './pagination.ts';
export { shown, toLong } from './param/literal.ts';
export {
  type EvaluatedValue,
  type LongValue,
  type ParamDefinition,
  type ParamDefinitions,
  type Parameter,
  type Parameters,
  type ParamLiteral,
  paramDefinitionSchema,
  paramDefinitionsSchema,
  parameterSchema,
  parametersSchema,
} from './param/param-definition.ts';
export {
  INTERNAL_MODES,
  type InternalMode,
  PARAM_MODES,
  PARAM_SOURCES,
  PARAM_TYPES,
  type ParamMode,
  type ParamSource,
  type ParamType,
} from './param/param-type.ts';
export { MAX_PARAMS, RESERVED_PARAM_NAMES, runParamDefinitionsSchema } from './param/run-params.ts';
export { SIGNAL_OPERATORS, type SignalOperator, signalOperatorSchema } from './signal/operator.ts';
export {
  type SignalDependencyDefinition,
  signalDependencyDefinitionSchema,
} from './signal/signal-dependency.ts';
export { type SignalOutputDefinition, signalOutputDefinitionSchema } from './signal/signal-output.ts';
export { type SignalTrigger, signalTriggerSchema } from './signal/signal-trigger.ts';
export {
  TAG_NAMESPACES,
  type Tag,
  type TagList,
  type TagNamespace,
  tagListSchema,
  tagSchema,
} from './tag.ts';
export {
  appendTimeline,
  LOG_LEVELS,
  type LogLevel,
  MAX_TIMELINE_EVENTS,
  type Timeline,
  type TimelineEvent,
  timelineEventSchema,
  timelineSchema,
} from './timeline.ts';
export { type User, userName, userSchema } from './user.ts';
export { predecessorsOf } from './validation/dag.ts';
export {
  MAX_ID_LENGTH,
  MAX_NAME_LENGTH,
  nameProblems,
  referenceIdProblems,
  STEP_PARAM_SEPARATOR,
  workflowIdProblems,
} from './validation/names.ts';
export { MAX_TIMEOUT_MS } from './validation/numbers.ts';
export { formatPath, formatProblem, type Problem, problemsOf } from './validation/problem.ts';
export { MAX_CREATE_REQUEST_BYTES, parseRequest, parseWorkflowCreateRequest } from './validation/request.ts';
export { MAX_RETRIES, MAX_RETRY_WAIT_SECS } from './validation/retry-policy.ts';
export { MAX_SIGNALS_PER_TRIGGER } from './validation/signals.ts';
export { allSteps, LOOP_PARAMS, MAX_STEPS } from './validation/steps.ts';
export { workflowProblems } from './validation/workflow.ts';
export { epochMillisSchema, isPlainObject, type JsonValue } from './wire.ts';
