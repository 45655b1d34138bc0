import { describe, expect, it } from 'vitest';
import { RondoError } from '../error.ts';
import { parseWorkflowCreateRequest } from '../validation/request.ts';
import { dslToCreateRequest } from './create-request.ts';
import { DslError } from './dsl-error.ts';

const job = (id: string, more: object = {}) => ({ job: { id, type: 'noop', ...more } });
const workflow = (more: object) => ({ Workflow: { id: 'wf', owner: 'ada', jobs: [job('a')], ...more } });
const requestOf = (more: object) => parseWorkflowCreateRequest(dslToCreateRequest(workflow(more)));
const errorOf = (document: unknown): DslError => {
  try {
    dslToCreateRequest(document);
  } catch (error) {
    if (error instanceof DslError) return error;
    throw error;
  }
  throw new Error('the document was accepted');
};

describe('a YAML document', () => {
  it('becomes a create request with the defaults of the DSL', () => {
    expect(requestOf({})).toEqual({
      is_active: true,
      properties: {
        owner: 'ada',
        run_strategy: { rule: 'SEQUENTIAL', workflow_concurrency: 1 },
        step_concurrency: 20,
      },
      workflow: { id: 'wf', steps: [{ step: { id: 'a', type: 'NoOp' } }] },
    });
  });

  it('reads every key without a meaning as a param of the workflow or the job', () => {
    const { workflow: read } = requestOf({
      'n<long>': 5,
      '!e': '1 + 1',
      jobs: [job('a', { 'p(constant)': 'x' })],
    });
    expect(read.params).toEqual({
      n: { type: 'LONG', value: 5 },
      e: { type: 'STRING', expression: '1 + 1' },
    });
    expect(read.steps[0]).toEqual({
      step: { id: 'a', type: 'NoOp', params: { p: { type: 'STRING', value: 'x', mode: 'CONSTANT' } } },
    });
  });

  it('counts workflow_concurrency only together with a run strategy', () => {
    expect(requestOf({ workflow_concurrency: 5 }).properties?.run_strategy).toEqual({
      rule: 'SEQUENTIAL',
      workflow_concurrency: 1,
    });
    expect(requestOf({ run_strategy: 'parallel', workflow_concurrency: 5 }).properties?.run_strategy).toEqual(
      {
        rule: 'PARALLEL',
        workflow_concurrency: 5,
      },
    );
  });

  it('keeps the order of a Map', () => {
    const map = new Map([
      [
        'Workflow',
        new Map<string, unknown>([
          ['id', 'wf'],
          ['jobs', [job('a')]],
          ['z', 1],
          ['b', 2],
        ]),
      ],
    ]);
    const request = parseWorkflowCreateRequest(dslToCreateRequest(map));
    expect(Object.keys(request.workflow.params ?? {})).toEqual(['z', 'b']);
  });

  it('tells 5.0 from 5 when integers come as bigints', () => {
    const document = workflow({ whole: 5n, decimal: 5 });
    const request = parseWorkflowCreateRequest(dslToCreateRequest(document, { integersAreBigints: true }));
    expect(request.workflow.params).toMatchObject({ whole: { type: 'LONG' }, decimal: { type: 'DOUBLE' } });
  });
});

describe('a dag', () => {
  const transitions = (dag: unknown, jobs: object[]) =>
    requestOf({ dag, jobs }).workflow.steps.map((step) => Object.values(step)[0].transition?.successors);

  it('in sequence links each job to the next, unless the job says otherwise', () => {
    expect(transitions('Sequential', [job('a'), job('b', { transition: ['c'] }), job('c')])).toEqual([
      { b: 'true' },
      { c: 'true' },
      undefined,
    ]);
  });

  it('as a map gives the transitions of its jobs', () => {
    expect(transitions({ a: ['IF 1 > 0 THEN b', 'OTHERWISE c'] }, [job('a'), job('b'), job('c')])).toEqual([
      { b: '1 > 0', c: '!((1 > 0))' },
      undefined,
      undefined,
    ]);
  });

  it('refuses an unknown order and an unknown job', () => {
    expect(errorOf(workflow({ dag: 'random' })).path).toEqual(['Workflow', 'dag']);
    expect(errorOf(workflow({ dag: { b: ['a'] } })).path).toEqual(['Workflow', 'dag', 'b']);
  });
});

describe('a kind of job', () => {
  it('foreach merges loop params and ranges', () => {
    const inner = { id: 'each', loop_params: { x: ['p', 'q'] }, ranges: { i: { to: 10 } }, jobs: [job('a')] };
    const [step] = requestOf({ jobs: [{ foreach: inner }] }).workflow.steps;
    expect(step).toMatchObject({
      foreach: {
        params: {
          loop_params: {
            type: 'MAP',
            value: {
              x: { type: 'STRING_ARRAY', value: ['p', 'q'] },
              i: { type: 'LONG_ARRAY', expression: 'Util.intsBetween(0, 10, 1);' },
            },
          },
        },
        steps: [{ step: { id: 'a' } }],
      },
    });
  });

  it('while needs a condition', () => {
    const loop = { id: 'w', loop_params: { i: 0 }, jobs: [job('a')] };
    const [step] = requestOf({ jobs: [{ while: { ...loop, condition: 'i < 3' } }] }).workflow.steps;
    expect(step).toMatchObject({ while: { condition: 'i < 3' } });
    expect(errorOf(workflow({ jobs: [{ while: loop }] })).message).toContain('has no condition');
  });

  it('subworkflow runs the workflow of its own id unless told otherwise', () => {
    const params = (more: object) => {
      const [step] = requestOf({ jobs: [{ subworkflow: { id: 'sub', ...more } }] }).workflow.steps;
      return Object.values(step ?? {})[0]?.params;
    };
    expect(params({})).toEqual({ subworkflow_id: { type: 'STRING', value: 'sub' } });
    expect(params({ workflow_id: 'other', version: 2, p: 1 })).toEqual({
      subworkflow_id: { type: 'STRING', value: 'other' },
      subworkflow_version: { type: 'STRING', value: '2' },
      p: { type: 'LONG', value: 1 },
    });
  });

  it('job asks for the step type behind a job type that is not built in', () => {
    const document = workflow({ jobs: [{ job: { id: 'a', type: 'shell2', type_version: 'v1' } }] });
    const asked: string[] = [];
    const request = dslToCreateRequest(document, {
      resolveJobType: (type, version) => {
        asked.push(type, version);
        return 'Shell';
      },
    });
    expect(asked).toEqual(['shell2', 'v1']);
    expect(parseWorkflowCreateRequest(request).workflow.steps).toEqual([
      { step: { id: 'a', type: 'Shell', sub_type: 'shell2' } },
    ]);
    expect(errorOf(document).message).toContain(
      'cannot find step type for job id: [a] with job type: [shell2]',
    );
  });
});

describe('a mistake in the document', () => {
  it('leads to its place', () => {
    expect(errorOf({}).message).toBe('the document must have exactly one key, Workflow');
    expect(errorOf('text').path).toEqual([]);
    expect(errorOf(workflow({ jobs: [] })).path).toEqual(['Workflow']);
    expect(errorOf(workflow({ 'p<long>': 'text' })).path).toEqual(['Workflow', 'p<long>']);
    expect(errorOf(workflow({ jobs: [job('a', { m: { x: [1, 'y'] } })] })).path).toEqual([
      'Workflow',
      'jobs',
      0,
      'job',
      'm',
      'x',
      1,
    ]);
    expect(errorOf(workflow({ jobs: [job('a', { '!id': 'x' })] })).path).toEqual([
      'Workflow',
      'jobs',
      0,
      'job',
      '!id',
    ]);
  });

  it('is a bad request whose message begins with that place', () => {
    const error = errorOf(workflow({ jobs: [{ task: { id: 'a' } }] }));
    expect(error).toBeInstanceOf(RondoError);
    expect(error.code).toBe('BAD_REQUEST');
    expect(error.message).toBe(
      'Workflow.jobs[0].task is not a kind of job; there are job, subworkflow, foreach, while',
    );
  });
});
