import { type EndpointBody, type EndpointQuery, endpoints, type PageQuery } from '@rondo/model';
import type { Call } from './transport.ts';

/** Calls about definitions. */
export const workflowCalls = (call: Call) => ({
  /** Stores a new version. */
  push: async (request: EndpointBody<typeof endpoints.pushWorkflow>) =>
    (await call(endpoints.pushWorkflow, { body: request })).workflow_definition,
  /** Stores a new version that is written in the YAML DSL. */
  pushYaml: async (text: string) =>
    (await call(endpoints.pushWorkflowYaml, { body: text })).workflow_definition,
  /** Throws RondoApiError when a push of this would be refused. */
  validate: (request: EndpointBody<typeof endpoints.pushWorkflow>) =>
    call(endpoints.validateWorkflow, { body: request }),
  /** Throws RondoApiError when a push of this YAML would be refused. */
  validateYaml: (text: string) => call(endpoints.validateWorkflowYaml, { body: text }),
  /** One version: a number, `active`, `latest` or (when left out) `default`. */
  get: (workflowId: string, version: number | string = 'default', query: { enriched?: boolean } = {}) =>
    call(endpoints.getWorkflowVersion, { params: { workflowId, version: String(version) }, query }),
  /** Workflows ordered by id. */
  list: (query: EndpointQuery<typeof endpoints.listWorkflows> = {}) =>
    call(endpoints.listWorkflows, { query }),
  /** The versions of a workflow, newest first. */
  versions: (workflowId: string, page: PageQuery = { first: 20 }) =>
    call(endpoints.listWorkflowVersions, { params: { workflowId }, query: page }),
  /** Versions, properties and what is under way. */
  overview: (workflowId: string) => call(endpoints.getWorkflowOverview, { params: { workflowId } }),
  /** The changes of a workflow, newest first. */
  timeline: (workflowId: string) => call(endpoints.getWorkflowTimeline, { params: { workflowId } }),
  /** Changes what holds for all versions. */
  updateProperties: (workflowId: string, update: EndpointBody<typeof endpoints.updateWorkflowProperties>) =>
    call(endpoints.updateWorkflowProperties, { params: { workflowId }, body: update }),
  /** Makes a version the active one. */
  activate: (workflowId: string, version: number | string) =>
    call(endpoints.activateWorkflowVersion, { params: { workflowId, version: String(version) } }),
  /** Leaves the workflow without an active version. */
  deactivate: (workflowId: string) => call(endpoints.deactivateWorkflow, { params: { workflowId } }),
});

/** What `workflowCalls` makes. */
export type WorkflowCalls = ReturnType<typeof workflowCalls>;
