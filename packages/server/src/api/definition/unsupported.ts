import {
  RondoError,
  type Step,
  type StepBody,
  type StepKind,
  type StepType,
  stepBody,
  stepKind,
  type WorkflowCreateRequest,
  type WorkflowStartRequest,
} from '@rondo/model';

/**
 * What the model knows and this server cannot do yet. What is listed here is refused with an error that names the field;
 * nothing is accepted and then ignored. Whoever builds one of these deletes its line.
 */
const STEP_KINDS_WITHOUT_RUNTIME: ReadonlySet<StepKind> = new Set([
  'subworkflow',
  'foreach',
  'while',
  'template',
]);
const STEP_TYPES_WITHOUT_RUNTIME: ReadonlySet<StepType> = new Set([
  'Titus',
  'Notebook',
  'Kubernetes',
  'Http',
  'Join',
]);
const STEP_FIELDS = ['signal_dependencies', 'signal_outputs', 'sub_type', 'sub_type_version'] as const;
const WORKFLOW_FIELDS = ['signal_triggers', 'time_triggers', 'instance_step_concurrency'] as const;
const PROPERTIES_FIELDS = ['access_control'] as const;

const WHY = 'is not supported by this server yet';

/** Throws BAD_REQUEST naming each part of a pushed definition that this server cannot honour. */
export function refuseUnsupported(request: WorkflowCreateRequest): void {
  const { workflow, properties } = request;
  const errors = [
    ...WORKFLOW_FIELDS.filter((field) => isSet(workflow[field])).map((field) => `workflow.${field} ${WHY}`),
    ...refusedProperties(properties ?? {}).map((text) => `properties.${text}`),
    ...workflow.steps.flatMap((step, index) => refusedStep(step, `workflow.steps[${index}]`)),
  ];
  refuse(`workflow [${workflow.id}] uses what this server does not support yet`, errors);
}

/** Throws BAD_REQUEST naming each property that this server cannot honour. */
export function refuseUnsupportedProperties(properties: object): void {
  refuse('the properties use what this server does not support yet', refusedProperties(properties));
}

/** Throws BAD_REQUEST naming each part of a start request that this server cannot honour. */
export function refuseUnsupportedStart(request: WorkflowStartRequest): void {
  if (!('ancestors' in request.initiator)) return;
  const error = `initiator.type [${request.initiator.type}] ${WHY}`;
  refuse('the request uses what this server does not support yet', [error]);
}

function refuse(message: string, errors: readonly string[]): void {
  if (errors.length > 0) throw new RondoError('BAD_REQUEST', message, { errors });
}

function refusedProperties(properties: object): string[] {
  return PROPERTIES_FIELDS.filter((field) => isSet((properties as Record<string, unknown>)[field])).map(
    (field) => `${field} ${WHY}`,
  );
}

function refusedStep(step: Step, path: string): string[] {
  const kind = stepKind(step);
  if (STEP_KINDS_WITHOUT_RUNTIME.has(kind)) return [`${path}.${kind} ${WHY}`];
  const body: StepBody & Partial<Record<(typeof STEP_FIELDS)[number], unknown>> = stepBody(step);
  const errors = STEP_FIELDS.filter((field) => isSet(body[field])).map(
    (field) => `${path}.${kind}.${field} ${WHY}`,
  );
  if ('type' in body && STEP_TYPES_WITHOUT_RUNTIME.has(body.type)) {
    errors.push(`${path}.${kind}.type [${body.type}] ${WHY}`);
  }
  return errors;
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}
