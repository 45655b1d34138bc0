// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are references in the language of params
import type { ParamDefinition, ParamDefinitions } from '@rondo/model';
import { DEFAULT_LIMITS } from '@rondo/sel';
import { describe, expect, test } from 'vitest';
import { evaluated, good, NOW, refusal, results, stepScope, workflowScope } from '../../test/param-scope.ts';
import { evaluateCondition, evaluateInStep, evaluateStepParams, evaluateWorkflowParams } from './evaluate.ts';

const text = (value: string): ParamDefinition => ({ type: 'STRING', value });
const long = (expression: string): ParamDefinition => ({ type: 'LONG', expression });

describe('workflow params', () => {
  const evaluate = (params: ParamDefinitions) => evaluateWorkflowParams(params, workflowScope());

  test('are evaluated after those they refer to, and keep their order', () => {
    const params = good(
      evaluate({ c: text('${b}!'), b: { type: 'STRING', expression: 'a + 1' }, a: long('2 * 3') }),
    );
    expect(results(params)).toEqual({ c: '7!', b: '7', a: 6 });
    expect(Object.keys(params)).toEqual(['c', 'b', 'a']);
    expect(params.a).toEqual({ type: 'LONG', expression: '2 * 3', evaluated_result: 6, evaluated_time: NOW });
  });

  test('keep every digit of a 64-bit LONG', () => {
    const params = good(
      evaluate({ a: { type: 'LONG', value: 9007199254740993n }, b: long('a - 2'), c: text('$a') }),
    );
    expect(results(params)).toEqual({ a: 9007199254740993n, b: 9007199254740991, c: '9007199254740993' });
  });

  test('that refer to each other are refused with the cycle', () => {
    const cycle = {
      start: text('$a'),
      a: text('$b'),
      b: { type: 'MAP', value: { x: text('${a}') } },
    } as ParamDefinitions;
    expect(refusal(evaluate(cycle))).toBe(
      'CYCLIC_REFERENCE: Params refer to each other in a cycle: a -> b -> a',
    );
    expect(refusal(evaluate({ a: text('$a') }))).toContain('a -> a');
  });

  test('may refer to each other in a chain of 5000', () => {
    const params: ParamDefinitions = {};
    for (let index = 0; index < 5000; index += 1) params[`p${index}`] = text(`$p${index + 1}`);
    params.p5000 = text('end');
    expect(good(evaluate(params)).p0?.evaluated_result).toBe('end');
  });

  test('find no name that only the prototype of an object has', () => {
    expect(refusal(evaluate({ a: text('$constructor') }))).toBe(
      'VALIDATION: [constructor] is not a param of workflow [wf]',
    );
  });

  test('that nobody knows are refused with their place, and the nearest known one', () => {
    const params = {
      region: text('eu'),
      a: { type: 'STRING', expression: "x = 'a';\nreturn x + regoin;" },
    } as ParamDefinitions;
    expect(refusal(evaluate(params))).toBe(
      "VALIDATION: [regoin] is not a param of workflow [wf] - did you mean 'region'? (line 2, column 12)",
    );
  });

  test('may have hostile names', () => {
    const params = JSON.parse(
      '{"__proto__": {"type": "STRING", "value": "x"}, "m": {"type": "STRING_MAP", "value": {"__proto__": "y"}}}',
    );
    const result = good(evaluate(params));
    expect(Object.keys(result)).toEqual(['__proto__', 'm']);
    expect(JSON.stringify(result.m?.evaluated_result)).toBe('{"__proto__":"y"}');
  });

  test('see nothing through params that the expression does not mention by name', () => {
    const params = {
      a: text('x'),
      b: { type: 'BOOLEAN', expression: "params.get('a') == null" },
    } as ParamDefinitions;
    expect(results(good(evaluate(params))).b).toBe(true);
  });

  test('tell that an expression ran out of its budget', () => {
    const scope = workflowScope({ limits: { ...DEFAULT_LIMITS, visit: 1000 } });
    const result = evaluateWorkflowParams(
      { a: long('x = 0; for (i = 0; i < 20000; i += 1) x += i; x') },
      scope,
    );
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'INVALID_EXPRESSION', over_budget: true, param: 'a' },
    });
    expect(evaluateWorkflowParams({ a: long('1 +') }, scope)).not.toHaveProperty('error.over_budget');
  });

  test('of more than 750000 characters are refused with their size', () => {
    const half = text('x'.repeat(250_000));
    expect(evaluate({ a: half }).ok).toBe(true);
    expect(refusal(evaluate({ a: half, b: half }))).toMatch(
      /^VALIDATION: The params of workflow \[wf\] have 1000\d+ char/,
    );
  });

  test('note an implicit conversion', () => {
    const params = good(evaluate({ a: { type: 'STRING', expression: '1' }, b: long("'1'") }));
    expect(params.a?.info).toBe('Implicitly converted the evaluated result from LONG to STRING');
    expect(params.b?.warn).toBe('Implicitly converted the evaluated result from STRING to LONG');
  });

  test('read signal params by their separated name', () => {
    const signalParam = (signal: string, param: string) => ({
      ok: true as const,
      value: `${signal}/${param}`,
    });
    const instance = { ...workflowScope().instance, initiator: { type: 'SIGNAL' } };
    const scope = workflowScope({ instance, signalParam });
    expect(results(good(evaluateWorkflowParams({ a: text('${db-x__date}') }, scope)))).toEqual({
      a: 'db-x/date',
    });
    expect(refusal(evaluate({ a: text('${db-x__date}') }))).toContain(
      'Initiator [MANUAL] is not a signal trigger',
    );
  });
});

describe('step params', () => {
  const workflowParams = { x: evaluated('from the workflow'), 'a-b': evaluated('dashed') };
  const evaluate = (params: ParamDefinitions, rest = {}) =>
    evaluateStepParams(params, stepScope({ workflowParams, ...rest }));

  test('prefer an evaluated step param, then a workflow param, then a step param that comes later', () => {
    const before = { x: text('own'), a: text('$x') };
    expect(results(good(evaluate(before))).a).toBe('own');
    expect(results(good(evaluate({ a: text('$x'), x: text('own') }))).a).toBe('from the workflow');
    expect(results(good(evaluate({ a: text('$y'), y: text('own') }))).a).toBe('own');
    expect(results(good(evaluate({ a: text('${s__x}'), x: text('own') }))).a).toBe('own');
  });

  test('reach all workflow params through params', () => {
    const params: ParamDefinitions = { a: { type: 'STRING', expression: "params['a-b'] + params.get('x')" } };
    expect(results(good(evaluate(params))).a).toBe('dashedfrom the workflow');
  });

  test('read params of finished steps', () => {
    const finishedStep = (id: string) =>
      id === 'up' ? { status: 'SUCCEEDED', params: { y: evaluated('up-y') } } : undefined;
    expect(results(good(evaluate({ a: text('${up__y}') }, { finishedStep }))).a).toBe('up-y');
    expect(refusal(evaluate({ a: text('${up__z}') }, { finishedStep }))).toContain(
      'the finished step [up] has no param [z]',
    );
    expect(refusal(evaluate({ a: text('${other__y}') }, { finishedStep }))).toMatch(
      /^INVALID_EXPRESSION: The reference \[other__y\]/,
    );
  });

  test('with three underscores need exactly one of two steps', () => {
    const known = (...ids: string[]) => ({
      finishedStep: (id: string) =>
        ids.includes(id)
          ? { status: 'SUCCEEDED', params: { _y: evaluated('1'), y: evaluated('2') } }
          : undefined,
    });
    expect(results(good(evaluate({ a: { type: 'STRING', expression: 'up___y' } }, known('up')))).a).toBe('1');
    expect(results(good(evaluate({ a: { type: 'STRING', expression: 'up___y' } }, known('up_')))).a).toBe(
      '2',
    );
    expect(refusal(evaluate({ a: { type: 'STRING', expression: 'up___y' } }, known('up', 'up_')))).toContain(
      'both are steps',
    );
    expect(refusal(evaluate({ a: { type: 'STRING', expression: 'up___y' } }, known()))).toContain(
      'neither is a finished step',
    );
  });

  test('name the step when nothing is found', () => {
    expect(refusal(evaluate({ a: text('$nope') }))).toBe(
      'INTERNAL: [nope] is neither a param of step [s] nor of its workflow; write $$nope for a dollar sign that stays',
    );
  });
});

describe('conditions', () => {
  const scope = {
    ...stepScope({ workflowParams: { n: evaluated('3') } }),
    params: { ok: evaluated('true') },
  };

  test('see the params of their step and of the workflow', () => {
    expect(good(evaluateCondition('true', scope))).toBe(true);
    expect(good(evaluateCondition("n == '4'", scope))).toBe(false);
    expect(good(evaluateCondition('ok', scope))).toBe(true);
  });

  test('must be BOOLEAN', () => {
    expect(refusal(evaluateCondition('1 + 1', scope))).toMatch(/^ILLEGAL_ARGUMENT/);
    expect(refusal(evaluateCondition('missing', scope))).toMatch(/^INTERNAL/);
  });
});

test('a further definition is evaluated with the final params of a step', () => {
  const scope = { ...stepScope(), params: { table: evaluated('t1') } };
  const signal: ParamDefinition = { type: 'MAP', value: { name: text('db/${table}'), n: long('1 + 1') } };
  expect(good(evaluateInStep('signal', signal, scope)).evaluated_result).toEqual({ name: 'db/t1', n: 2 });
});
