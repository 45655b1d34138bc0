import { randomUUID } from 'node:crypto';
import {
  assembleStepParams,
  findCycle,
  type ParamError,
  type PlannedStep,
  planWorkflow,
} from '@rondo/engine';
import {
  type Initiator,
  type ParamDefinitions,
  RondoError,
  stepBody,
  type User,
  userName,
  type WorkflowCreateRequest,
} from '@rondo/model';
import type { Executor } from '../../executor/port.ts';
import { syntaxErrors } from './syntax.ts';

/** What the run params of a dry run may be: dates, each only when the workflow has a STRING param of that name. */
const DRY_RUN_DATES = ['FROM_DATE', 'TO_DATE'] as const;
const DRY_RUN_DATE = '20210101';

/** Expressions that ask who started the run are told that nobody did (spec 2.9); no run has such an initiator. */
const VALIDATION = { type: 'VALIDATION' } as unknown as Initiator;

/**
 * Tries out a definition without storing anything (spec 2.9): its graph, its workflow params evaluated, its timeout, the
 * params of each step merged with their defaults, and the syntax of what a step evaluates only when it runs. Throws
 * BAD_REQUEST with what is wrong.
 */
export async function dryRun(
  executor: Pick<Executor, 'prepareRun'>,
  request: WorkflowCreateRequest,
  author: User,
  now: number,
): Promise<void> {
  const errors = await findErrors(executor, request, author, now);
  if (errors.length === 0) return;
  const message = `BAD_REQUEST - Exception during dry run validation for workflow ${request.workflow.id} Error=[${errors[0]}]`;
  throw new RondoError('BAD_REQUEST', message, { errors });
}

async function findErrors(
  executor: Pick<Executor, 'prepareRun'>,
  request: WorkflowCreateRequest,
  author: User,
  now: number,
): Promise<string[]> {
  const { workflow } = request;
  const plan = planWorkflow(workflow);
  const cycle = findCycle(plan);
  if (cycle) {
    return [
      `Invalid workflow definition [${workflow.id}], where DAG contains cycle`,
      `the cycle is ${cycle.join(' -> ')}`,
    ];
  }
  const run = await executor.prepareRun(plan, {
    workflow_id: workflow.id,
    workflow_version_id: 1,
    workflow_uuid: randomUUID(),
    internal_id: 1,
    group_info: 0,
    initiator: VALIDATION,
    run_config: { policy: 'START_FRESH_NEW_RUN' },
    run_params: dryRunParams(workflow.params ?? {}),
    run_properties: { owner: userName(author) },
    request_time: now,
  });
  if (!run.ok) return [paramErrorText(run.error)];
  return [...[...plan.steps.values()].flatMap((step) => stepErrors(step)), ...syntaxErrors(workflow.steps)];
}

function dryRunParams(defined: ParamDefinitions): ParamDefinitions {
  const params: ParamDefinitions = {};
  for (const name of DRY_RUN_DATES) {
    if (defined[name]?.type === 'STRING') params[name] = { type: 'STRING', value: DRY_RUN_DATE };
  }
  return params;
}

function stepErrors(step: PlannedStep): string[] {
  const assembled = assembleStepParams({ type: step.type, definition: stepBody(step.step).params ?? {} });
  return assembled.ok ? [] : [`step [${step.id}]: ${paramErrorText(assembled.error)}`];
}

function paramErrorText(error: ParamError): string {
  return error.param === undefined ? error.message : `param [${error.param}]: ${error.message}`;
}
