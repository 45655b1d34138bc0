import { STEP_TYPES, type StepType } from '../definition/step.ts';
import type { ParamDefinition, ParamDefinitions } from '../param/param-definition.ts';
import { DslError } from './dsl-error.ts';
import { type DslNumbers, dslToParams } from './dsl-params.ts';
import { dslToSuccessors } from './dsl-transition.ts';
import { compact, type DslPath, entriesOf, Mapping, shownYaml } from './mapping.ts';

/** What the caller knows: how numbers were parsed, and which step type stands behind a job type that is not built in. */
export interface DslOptions extends DslNumbers {
  readonly resolveJobType?: ((type: string, version: string) => StepType | undefined) | undefined;
}

type Body = Record<string, unknown>;
type Successors = Record<string, string>;

const KEYS = ['id', 'name', 'description', 'failure_mode', 'tags', 'timeout', 'transition'];
const JOB_KEYS = [...KEYS, 'type', 'type_version'];
const SUBWORKFLOW_KEYS = [
  ...KEYS,
  ...['workflow_id', 'subworkflow_id', 'version', 'subworkflow_version', 'sync', 'explicit_params'],
];
const FOREACH_KEYS = [
  ...KEYS,
  ...['concurrency', 'job_concurrency', 'loop_params', 'params', 'ranges', 'jobs', 'dag'],
];
const WHILE_KEYS = [...KEYS, 'condition', 'loop_params', 'params', 'jobs', 'dag'];

/** The tags of a list of names; numbers are written out. */
export const tagsOf = (list: unknown[] | undefined, path: DslPath): { name: string }[] | undefined =>
  list?.map((name, index) => {
    if (typeof name === 'string') return { name };
    throw new DslError([...path, index], `must be the name of a tag, not ${shownYaml(name)}`);
  });

const sharedOf = (job: Mapping): Body => {
  const transition = job.take('transition');
  const successors = transition === undefined ? {} : dslToSuccessors(transition, [...job.path, 'transition']);
  return compact({
    id: job.requireText('id'),
    name: job.takeText('name'),
    description: job.takeText('description'),
    failure_mode: job.takeText('failure_mode'),
    tags: tagsOf(job.takeList('tags'), [...job.path, 'tags']),
    timeout: job.takeText('timeout'),
    transition: Object.keys(successors).length === 0 ? undefined : { successors },
  });
};

const paramsOf = (job: Mapping, reserved: readonly string[], options: DslOptions): ParamDefinitions =>
  dslToParams(job.rest(), job.path, options, reserved);

const withParams = (body: Body, params: ParamDefinitions): Body =>
  Object.keys(params).length === 0 ? body : { ...body, params };

const typedStep = (job: Mapping, options: DslOptions): Body => {
  const shared = sharedOf(job);
  const type = job.requireText('type');
  const version = job.takeText('type_version') ?? 'default';
  const builtIn = STEP_TYPES.find((known) => known.toUpperCase() === type.toUpperCase());
  const resolved = builtIn ?? options.resolveJobType?.(type, version);
  if (resolved === undefined) {
    const message = `cannot find step type for job id: [${shared.id}] with job type: [${type}]`;
    throw new DslError([...job.path, 'type'], message);
  }
  const body = { ...shared, type: resolved, ...(builtIn === undefined ? { sub_type: type } : {}) };
  return { step: withParams(body, paramsOf(job, JOB_KEYS, options)) };
};

const subworkflowStep = (job: Mapping, options: DslOptions): Body => {
  const shared = sharedOf(job);
  const text = (value: string): ParamDefinition => ({ value, type: 'STRING' });
  const workflowId = job.takeText('workflow_id') ?? job.takeText('subworkflow_id') ?? String(shared.id);
  const version = job.takeText('version') ?? job.takeText('subworkflow_version');
  const flags = compact({ sync: job.takeFlag('sync'), explicit_params: job.takeFlag('explicit_params') });
  const params: ParamDefinitions = {
    subworkflow_id: text(workflowId),
    ...(version === undefined ? {} : { subworkflow_version: text(version) }),
    ...paramsOf(job, SUBWORKFLOW_KEYS, options),
  };
  return { subworkflow: { ...shared, ...flags, params } };
};

const rangeOf = (value: unknown, path: DslPath): ParamDefinition => {
  const range = new Mapping(value, path);
  const from = range.takeText('from') ?? '0';
  const to = range.requireText('to');
  const increment = range.takeText('increment') ?? '1';
  const [unknown] = range.rest().keys();
  if (unknown !== undefined)
    throw new DslError([...path, unknown], 'is not known; a range has from, to, increment');
  return { expression: `Util.intsBetween(${from}, ${to}, ${increment});`, type: 'LONG_ARRAY' };
};

const loopParamsOf = (job: Mapping, options: DslOptions): ParamDefinition => {
  const key = job.rest().has('loop_params') ? 'loop_params' : 'params';
  const given = job.take(key) ?? {};
  const loopParams = new Map(Object.entries(dslToParams(given, [...job.path, key], options)));
  for (const [name, range] of entriesOf(job.take('ranges') ?? {}, [...job.path, 'ranges'])) {
    const at = [...job.path, 'ranges', name];
    if (loopParams.has(name)) throw new DslError(at, `is a duplicate of the loop param [${name}]`);
    loopParams.set(name, rangeOf(range, at));
  }
  return { value: Object.fromEntries(loopParams), type: 'MAP' };
};

const loopStep = (kind: 'foreach' | 'while', job: Mapping, options: DslOptions): Body => {
  const shared = sharedOf(job);
  const own: Body =
    kind === 'while'
      ? { condition: job.requireText('condition') }
      : compact({ concurrency: job.takeInteger('concurrency') ?? job.takeInteger('job_concurrency') });
  const loop_params = loopParamsOf(job, options);
  const steps = stepsOf(job, options);
  const params = { loop_params, ...paramsOf(job, kind === 'while' ? WHILE_KEYS : FOREACH_KEYS, options) };
  return { [kind]: { ...shared, ...own, params, steps } };
};

const stepOf = (value: unknown, path: DslPath, options: DslOptions): Body => {
  const entries = entriesOf(value, path, 'a job');
  const [kind, inner] = entries[0] ?? [];
  if (kind === undefined || entries.length !== 1) {
    throw new DslError(
      path,
      `must have exactly one of the keys job, subworkflow, foreach, while, not ${entries.length}`,
    );
  }
  const job = new Mapping(inner, [...path, kind]);
  if (kind === 'job') return typedStep(job, options);
  if (kind === 'subworkflow') return subworkflowStep(job, options);
  if (kind === 'foreach' || kind === 'while') return loopStep(kind, job, options);
  throw new DslError([...path, kind], 'is not a kind of job; there are job, subworkflow, foreach, while');
};

const bodyOf = (step: Body): Body => Object.values(step)[0] as Body;

const linksOf = (dag: unknown, ids: readonly string[], path: DslPath): Record<string, Successors> => {
  if (typeof dag === 'string') {
    const order = dag.toLowerCase();
    if (order === 'parallel') return {};
    if (order !== 'sequential')
      throw new DslError(path, `must be sequential, parallel or a map, not [${dag}]`);
    return Object.fromEntries(ids.slice(1).map((id, index) => [ids[index], { [id]: 'true' }]));
  }
  const links = entriesOf(dag, path, 'sequential, parallel or a map').map(
    ([id, list]): [string, Successors] => {
      if (!ids.includes(id)) throw new DslError([...path, id], `is not the id of a job here: [${id}]`);
      return [id, dslToSuccessors(list, [...path, id])];
    },
  );
  return Object.fromEntries(links);
};

/** The steps of the `jobs` of a workflow or loop, linked as its `dag` says where a job has no transition itself. */
export const stepsOf = (parent: Mapping, options: DslOptions): Body[] => {
  const jobs = parent.takeList('jobs');
  if (jobs === undefined || jobs.length === 0)
    throw new DslError(parent.path, 'has no jobs, which are required');
  const steps = jobs.map((job, index) => stepOf(job, [...parent.path, 'jobs', index], options));
  const dag = parent.take('dag');
  if (dag === undefined) return steps;
  const ids = steps.map((step) => String(bodyOf(step).id));
  const links = linksOf(dag, ids, [...parent.path, 'dag']);
  return steps.map((step) => {
    const body = bodyOf(step);
    const successors = links[String(body.id)] ?? {};
    if (body.transition !== undefined || Object.keys(successors).length === 0) return step;
    return { [Object.keys(step)[0] as string]: { ...body, transition: { successors } } };
  });
};
