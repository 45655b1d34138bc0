import { describe, expect, it } from 'vitest';
import { RondoError } from '../error.ts';
import { parseWorkflowCreateRequest } from './request.ts';

const typed = (id: string, more: object = {}) => ({ step: { id, type: 'NoOp', ...more } });
const push = (workflow: object, more: object = {}) => ({
  workflow: { id: 'wf', steps: [typed('a')], ...workflow },
  ...more,
});
const long = (value: number) => ({ type: 'LONG', value });
const loop = (id: string, names: string[], steps: object[]) => ({
  foreach: {
    id,
    params: { loop_params: { type: 'MAP', value: Object.fromEntries(names.map((name) => [name, long(1)])) } },
    steps,
  },
});

/** The lines that tell what is wrong with a request; none when it is accepted. */
const errorsOf = (request: unknown): string[] => {
  try {
    parseWorkflowCreateRequest(request);
    return [];
  } catch (error) {
    if (!(error instanceof RondoError)) throw error;
    expect(error.code).toBe('BAD_REQUEST');
    return error.errors ?? [];
  }
};

describe('the shape of a push', () => {
  it('is active unless it says otherwise, and keeps unknown top-level keys', () => {
    const request = parseWorkflowCreateRequest(push({}, { dsl_lang: 'yaml' }));
    expect(request).toMatchObject({ is_active: true, dsl_lang: 'yaml' });
    expect(parseWorkflowCreateRequest(push({}, { is_active: false })).is_active).toBe(false);
  });

  it('takes null for absent', () => {
    const request = parseWorkflowCreateRequest(push({ name: null, tags: null }, { git_info: null }));
    expect(request).toEqual({ is_active: true, workflow: { id: 'wf', steps: [typed('a')] } });
  });

  it.each([
    [null, 'must be an object, not null'],
    [{}, 'workflow is required'],
    [push({ extra: 1 }), 'workflow.extra is not a known property'],
    [push({ steps: [] }), 'workflow.steps must not be empty'],
    [push({ name: 'x'.repeat(257) }), 'workflow.name has 257 characters; the limit is 256'],
    [
      push({ instance_step_concurrency: 1000 }),
      'workflow.instance_step_concurrency is 1000; the limit is 999',
    ],
    [push({ steps: [{ step: { id: 'a' } }] }), 'workflow.steps[0].step.type is required'],
    [
      push({ steps: [{ while: { id: 'w', steps: [typed('a')] } }] }),
      'workflow.steps[0].while.condition is required',
    ],
    [push({ tags: ['t', { name: 't' }] }), 'workflow.tags[1].name is a duplicate: [t]'],
    [
      push({}, { properties: { owner: { nick: 'ada' } } }),
      'properties.owner must be a name or an object with a name, not {"nick":"ada"}',
    ],
    [push({}, { workflow_id: 'x' }), 'workflow_id is set by the system and cannot be given'],
    [
      push({}, { properties: { tags: ['t'] } }),
      'properties.tags cannot be set by a push; add each with the tag call of the workflow properties',
    ],
  ])('%# is refused with one line', (request, line) => {
    expect(errorsOf(request)).toEqual([line]);
  });

  it('names the measured size and the limit when it is too large', () => {
    const request = push({ params: { p: { type: 'STRING', value: 'é'.repeat(131_072) } } });
    expect(errorsOf(request)[0]).toMatch(/^the request has 262\d{3} bytes of JSON; the limit is 262144$/);
  });
});

describe('names', () => {
  it.each(['Maestro_x', 'x_maestro', 'a b', '.a', '', 'a'.repeat(129)])('refuse the workflow id %j', (id) => {
    expect(errorsOf(push({ id }))).toEqual([expect.stringMatching(/^workflow\.id (must|has)/)]);
  });

  it.each(['1a', 'a__b', 'maestro_a', 'a/b'])('refuse the step id %j', (id) => {
    expect(errorsOf(push({ steps: [typed(id)] }))).toEqual([
      expect.stringMatching(/^workflow\.steps\[0\]\.step\.id must/),
    ]);
  });

  it('of params follow the rule of ids, those of tags a wider one', () => {
    expect(errorsOf(push({ params: { 'a b': long(1) } }))).toHaveLength(1);
    expect(errorsOf(push({ tags: ['a b: c/d'] }))).toEqual([]);
    expect(errorsOf(push({ tags: ['a\tb', ' ', 'a|b'] }))).toHaveLength(3);
  });
});

describe('params', () => {
  it('have exactly one of value and expression', () => {
    const params = {
      none: { type: 'LONG' },
      both: { type: 'LONG', value: 1, expression: '1' },
      one: long(1),
    };
    expect(errorsOf(push({ params }))).toEqual([
      'workflow.params.none must have exactly one of value and expression, not 0',
      'workflow.params.both must have exactly one of value and expression, not 2',
    ]);
  });
});

describe('the DAG', () => {
  const linked = (id: string, successors: Record<string, string>, predecessors?: string[]) =>
    typed(id, { transition: { successors, ...(predecessors ? { predecessors } : {}) } });

  it('has only successors that exist beside the step, inside loops too', () => {
    const steps = [linked('a', { b: 'true' }), loop('b', ['i'], [linked('c', { a: 'true' })])];
    expect(errorsOf(push({ steps }))).toEqual([
      'workflow.steps[1].foreach.steps[0].step.transition.successors.a is not the id of a step beside [c]',
    ]);
  });

  it('has the predecessors that follow from the successors, in any order', () => {
    const fan = [linked('a', { c: 'true' }), linked('b', { c: 'true' })];
    expect(errorsOf(push({ steps: [...fan, linked('c', {}, ['b', 'a'])] }))).toEqual([]);
    for (const wrong of [['a'], ['a', 'a'], ['a', 'b', 'b'], ['a', 'x']]) {
      const lines = errorsOf(push({ steps: [...fan, linked('c', {}, wrong)] }));
      expect(lines).toEqual([
        expect.stringContaining('workflow.steps[2].step.transition.predecessors must be'),
      ]);
    }
  });

  it('has no two steps of one id, whatever their level', () => {
    expect(errorsOf(push({ steps: [typed('a'), loop('b', ['i'], [typed('a')])] }))).toEqual([
      'workflow.steps[1].foreach.steps[0].step.id is a duplicate: [a]',
    ]);
  });

  it('has at most 300 steps, counted into the loops', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => typed(`s${index}`));
    expect(errorsOf(push({ steps: [loop('l', ['i'], many(299))] }))).toEqual([]);
    expect(errorsOf(push({ steps: [loop('l', ['i'], many(300))] }))).toEqual([
      'workflow.steps has 301 steps, those inside loops included; the limit is 300',
    ]);
  });
});

describe('a loop', () => {
  it('needs loop_params as a literal MAP', () => {
    for (const params of [
      undefined,
      { loop_params: long(1) },
      { loop_params: { type: 'MAP', expression: 'x' } },
    ]) {
      const lines = errorsOf(push({ steps: [{ foreach: { id: 'f', steps: [typed('a')], params } }] }));
      expect(lines).toEqual([
        'workflow.steps[0].foreach.params.loop_params must be a param of type MAP with a literal value',
      ]);
    }
  });

  it('may not reuse a loop param of a loop around it, but one of a loop beside it', () => {
    const nested = loop('outer', ['i'], [loop('inner', ['i'], [typed('a')])]);
    expect(errorsOf(push({ steps: [nested] }))).toEqual([
      'workflow.steps[0].foreach.steps[0].foreach.params.loop_params.i is already a loop param of an enclosing loop: [i]',
    ]);
    expect(
      errorsOf(push({ steps: [loop('f', ['i'], [typed('a')]), loop('g', ['i'], [typed('b')])] })),
    ).toEqual([]);
  });
});

describe('times and counts', () => {
  it.each([0, '0', 'soon', '121 days', 10_368_001])('refuse the timeout %j', (timeout) => {
    expect(errorsOf(push({ timeout }))).toEqual([
      expect.stringMatching(/^workflow\.timeout must be .*not \[/),
    ]);
  });

  it.each([1, '120 days', '$limit', '1 hour'])('take the timeout %j', (timeout) => {
    expect(errorsOf(push({ timeout }))).toEqual([]);
  });

  it('of a retry policy are bounded unless they are interpolated', () => {
    const withPolicy = (retry_policy: object) => errorsOf(push({ steps: [typed('a', { retry_policy })] }));
    const fixed = (secs: unknown) => ({
      backoff: { type: 'fixed_backoff', error_retry_backoff_in_secs: secs },
    });
    expect(withPolicy({ error_retry_limit: 100 })).toEqual([
      'workflow.steps[0].step.retry_policy.error_retry_limit must be from 0 to 99, not [100]',
    ]);
    expect(withPolicy({ error_retry_limit: '$n', platform_retry_limit: '99' })).toEqual([]);
    expect(withPolicy(fixed('5 min'))).toEqual([]);
    expect(withPolicy(fixed('2 days'))).toHaveLength(1);
    expect(withPolicy(fixed(0))).toHaveLength(1);
    expect(withPolicy({ backoff: { type: 'FIXED_BACKOFF', error_retry_exponent: 2 } })).toEqual([
      'workflow.steps[0].step.retry_policy.backoff.error_retry_exponent is not a known property',
    ]);
  });

  it('of a run strategy allow more than one run only in parallel', () => {
    const withStrategy = (run_strategy: unknown) => errorsOf(push({}, { properties: { run_strategy } }));
    for (const fine of [
      'first_only',
      5,
      { rule: 'parallel' },
      { rule: 'SEQUENTIAL', workflow_concurrency: 1 },
    ]) {
      expect(withStrategy(fine)).toEqual([]);
    }
    expect(withStrategy({ rule: 'LAST_ONLY', workflow_concurrency: 2 })).toEqual([
      'properties.run_strategy.workflow_concurrency must be 1 for the rule LAST_ONLY, not 2; only PARALLEL allows more',
    ]);
    expect(withStrategy(1001)).toEqual([
      'properties.run_strategy.workflow_concurrency is 1001; the limit is 1000',
    ]);
  });

  it('of a time trigger: INTERVAL is refused, a delay is 0 or at least a second', () => {
    const withTrigger = (trigger: object) => errorsOf(push({ time_triggers: [trigger] }));
    expect(withTrigger({ type: 'cron', cron: '0 0 * * *', fuzzy_max_delay: '30s' })).toEqual([]);
    expect(withTrigger({ type: 'predefined', expression: 'Daily' })).toEqual([]);
    expect(withTrigger({ type: 'INTERVAL' })).toEqual([
      'workflow.time_triggers[0].type cannot be INTERVAL: it is not implemented',
    ]);
    expect(withTrigger({ type: 'CRON', cron: '* * * * *', fuzzy_max_delay: '5 ms' })).toHaveLength(1);
  });
});

describe('signals', () => {
  const dependency = (match_params: object) => ({ signal_dependencies: [{ name: 's', match_params }] });
  const match = (operator: string, type = 'LONG') => ({ operator, param: { type, value: 1 } });

  it.each([
    [{ signal_dependencies: [] }, 'signal_dependencies must not be empty'],
    [{ signal_outputs: [] }, 'signal_outputs must not be empty'],
    [
      dependency({ a: match('<'), b: match('>') }),
      'signal_dependencies[0].match_params must have at most one range operator, not 2',
    ],
    [
      dependency({ a: match('=', 'DOUBLE') }),
      'signal_dependencies[0].match_params.a.param.type must be LONG or STRING, not DOUBLE',
    ],
    [dependency({ name: match('=') }), 'signal_dependencies[0].match_params.name must not be called name'],
    [
      dependency({ a: match('!=') }),
      'signal_dependencies[0].match_params.a.operator Invalid operator code: !=',
    ],
    [
      { signal_outputs: [{ name: 's', params: { p: { type: 'BOOLEAN', value: true } } }] },
      'signal_outputs[0].params.p.type must be LONG or STRING, not BOOLEAN',
    ],
  ])('of a step: %#', (more, line) => {
    expect(errorsOf(push({ steps: [typed('a', more)] }))).toEqual([`workflow.steps[0].step.${line}`]);
  });

  it('of a trigger are at most 8, with as many join keys each that are no match params', () => {
    const withTrigger = (definitions: object) => errorsOf(push({ signal_triggers: [{ definitions }] }));
    const names = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`s${index}`, {}]));
    expect(withTrigger(names(8))).toEqual([]);
    const at = 'workflow.signal_triggers[0].definitions';
    expect(withTrigger(names(9))).toEqual([`${at} has 9 signals; the limit is 8`]);
    expect(withTrigger({ a: { join_keys: ['x'] }, b: {} })).toEqual([
      `${at} must have as many join_keys in every entry, not 1 and 0`,
    ]);
    expect(
      withTrigger({ a: { join_keys: ['x'], match_params: { x: { value: 1, operator: '=' } } } }),
    ).toEqual([`${at}.a.join_keys[0] must not also be a match param: [x]`]);
  });
});
