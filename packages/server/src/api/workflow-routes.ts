import {
  endpoints,
  pageOf,
  paginate,
  parseWorkflowCreateRequest,
  RondoError,
  type User,
  type WorkflowCreateRequest,
  type WorkflowOverviewResponse,
} from '@rondo/model';
import { countInstances, readInstanceBounds } from '../storage/run-reader.ts';
import { readWorkflows } from '../storage/workflow.ts';
import { listWorkflows } from '../storage/workflow-list.ts';
import { listTimelineEvents } from '../storage/workflow-timeline.ts';
import { listVersions, readVersion } from '../storage/workflow-version.ts';
import {
  defaultVersionId,
  renderDefinition,
  renderSummary,
  withDefaultStrategy,
} from '../views/workflow-definition.ts';
import { requireUser } from './caller.ts';
import { activateVersion, deactivateWorkflow } from './definition/activation.ts';
import { enrichDefinition } from './definition/enriched.ts';
import { checkDefinition, pushWorkflow } from './definition/push.ts';
import { changeProperties } from './definition/update-properties.ts';
import { parseVersion, resolveVersion } from './definition/version.ts';
import { readYamlRequest } from './definition/yaml.ts';
import type { Resources } from './resources.ts';
import { implement, type Route } from './route.ts';

const DEFAULT_LIST_LIMIT = 50;

/** What answers the calls about definitions. */
export function workflowRoutes(resources: Resources): Route[] {
  return [...readRoutes(resources), ...listRoutes(resources), ...changeRoutes(resources)];
}

function readRoutes({ pool, workflows }: Resources): Route[] {
  return [
    implement(endpoints.getWorkflowVersion, async ({ params, query }) => {
      const version = parseVersion(params.workflowId, params.version);
      const workflow = await workflows.get(params.workflowId);
      const id = resolveVersion(workflow, version);
      const record = await readVersion(pool, params.workflowId, id);
      if (!record) throw new Error(`version [${params.workflowId}][${id}] is not stored`);
      const definition = renderDefinition(workflow, record);
      if (!query.enriched) return definition;
      return { ...definition, enriched_extras: enrichDefinition(record.workflow) };
    }),
    implement(endpoints.getWorkflowOverview, async ({ params }): Promise<WorkflowOverviewResponse> => {
      const workflow = await workflows.get(params.workflowId);
      const [counts, bounds] = await Promise.all([
        countInstances(pool, params.workflowId),
        readInstanceBounds(pool, params.workflowId),
      ]);
      const { step_concurrency } = workflow.properties;
      return {
        workflow_id: workflow.workflow_id,
        ...(workflow.active_version_id > 0 && { active_version_id: workflow.active_version_id }),
        latest_version_id: workflow.latest_version_id,
        default_version_id: defaultVersionId(workflow),
        properties_snapshot: withDefaultStrategy(workflow.properties),
        ...(step_concurrency !== undefined && { step_concurrency }),
        nonterminal_instances: counts.nonterminal,
        failed_instances: counts.failed,
        ...(bounds.latest > 0 && { latest_instance_id: bounds.latest }),
      };
    }),
    implement(endpoints.getWorkflowTimeline, async ({ params }) => ({
      workflow_id: params.workflowId,
      timeline_events: await listTimelineEvents(pool, params.workflowId),
    })),
  ];
}

function listRoutes({ pool }: Resources): Route[] {
  return [
    implement(endpoints.listWorkflows, async ({ query }) => {
      const limit = query.limit ?? DEFAULT_LIST_LIMIT;
      const { rows, total } = await listWorkflows(pool, { ...query, limit });
      const last = rows.length === limit ? rows.at(-1) : undefined;
      return {
        elements: rows.map(renderSummary),
        next_cursor: last?.workflow_id ?? null,
        total_count: total,
      };
    }),
    implement(endpoints.listWorkflowVersions, async ({ params, query }) => {
      const [workflow] = await readWorkflows(pool, [params.workflowId]);
      const latest = workflow?.latest_version_id ?? 0;
      const range = paginate(query, 1, latest);
      const versions =
        workflow && range ? await listVersions(pool, params.workflowId, range.low, range.high) : [];
      const elements = workflow ? versions.map((version) => renderDefinition(workflow, version)) : [];
      return pageOf(elements, (element) => element.metadata.workflow_version_id, 1, latest);
    }),
  ];
}

function changeRoutes(resources: Resources): Route[] {
  const { tools } = resources;
  const push = async (request: WorkflowCreateRequest, author: User) => ({
    workflow_definition: await pushWorkflow(tools, request, author),
  });
  return [
    implement(
      endpoints.pushWorkflow,
      ({ body, caller }) => push(body, requireUser(caller)),
      parseWorkflowCreateRequest,
    ),
    implement(endpoints.pushWorkflowYaml, ({ body, caller }) =>
      push(readYamlRequest(body), requireUser(caller)),
    ),
    implement(
      endpoints.validateWorkflow,
      ({ body, caller }) => validate(resources, body, requireUser(caller)),
      parseWorkflowCreateRequest,
    ),
    implement(endpoints.validateWorkflowYaml, ({ body, caller }) =>
      validate(resources, readYamlRequest(body), requireUser(caller)),
    ),
    implement(endpoints.updateWorkflowProperties, ({ params, body, caller }) =>
      changeProperties(tools, params.workflowId, body, requireUser(caller)),
    ),
    implement(endpoints.activateWorkflowVersion, ({ params, caller }) =>
      activateVersion(
        tools,
        params.workflowId,
        parseVersion(params.workflowId, params.version),
        requireUser(caller),
      ),
    ),
    implement(endpoints.deactivateWorkflow, ({ params, caller }) =>
      deactivateWorkflow(tools, params.workflowId, requireUser(caller)),
    ),
  ];
}

async function validate({ tools }: Resources, request: WorkflowCreateRequest, author: User) {
  try {
    await checkDefinition(tools, request, author);
  } catch (error) {
    if (!(error instanceof RondoError)) throw error;
    throw new RondoError('BAD_REQUEST', 'Invalid workflow create request', {
      errors: error.errors ?? [error.message],
    });
  }
  return {
    timestamp: tools.environment().now,
    type: 'ACTION' as const,
    action: 'VALIDATE',
    author,
    message: 'the workflow definition is valid.',
  };
}
