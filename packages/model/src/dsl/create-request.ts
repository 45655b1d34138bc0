import { DslError } from './dsl-error.ts';
import { dslToParams } from './dsl-params.ts';
import { type DslOptions, stepsOf, tagsOf } from './jobs.ts';
import { compact, entriesOf, Mapping } from './mapping.ts';

const STEP_CONCURRENCY = 20;
const KEYS = [
  ...['id', 'name', 'description', 'owner', 'run_strategy', 'workflow_concurrency', 'tags', 'timeout'],
  ...['criticality', 'jobs', 'dag'],
];

const runStrategyOf = (workflow: Mapping): Record<string, unknown> => {
  const rule = workflow.takeText('run_strategy');
  const concurrency = workflow.takeInteger('workflow_concurrency');
  if (rule === undefined) return { rule: 'SEQUENTIAL' };
  return compact({ rule, workflow_concurrency: concurrency });
};

/**
 * The JSON create request that a YAML document in the DSL stands for; the document comes parsed, with maps as objects
 * or Maps. Throws DslError with the path of the mistake. What it returns is still to be checked like any other request.
 */
export const dslToCreateRequest = (document: unknown, options: DslOptions = {}): unknown => {
  const [root, ...others] = entriesOf(document, [], 'a document with the key Workflow');
  if (root === undefined || others.length > 0 || !/^[Ww]orkflow$/.test(root[0])) {
    throw new DslError([], 'the document must have exactly one key, Workflow');
  }
  const workflow = new Mapping(root[1], [root[0]]);
  const properties = compact({
    owner: workflow.take('owner'),
    run_strategy: runStrategyOf(workflow),
    step_concurrency: STEP_CONCURRENCY,
  });
  const head = compact({
    id: workflow.requireText('id'),
    name: workflow.takeText('name'),
    description: workflow.takeText('description'),
    tags: tagsOf(workflow.takeList('tags'), [root[0], 'tags']),
    timeout: workflow.takeText('timeout'),
    criticality: workflow.takeText('criticality'),
  });
  const steps = stepsOf(workflow, options);
  const params = dslToParams(workflow.rest(), workflow.path, options, KEYS);
  return {
    properties,
    workflow: { ...head, ...(Object.keys(params).length === 0 ? {} : { params }), steps },
    is_active: true,
  };
};
