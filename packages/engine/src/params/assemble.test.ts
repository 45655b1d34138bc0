// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are references in the language of params
import type { ParamDefinition, ParamDefinitions } from '@rondo/model';
import { describe, expect, test } from 'vitest';
import { evaluated, good, refusal, results, stepScope, workflowScope } from '../../test/param-scope.ts';
import { assembleStepParams, assembleWorkflowParams } from './assemble.ts';
import { evaluateStepParams, evaluateWorkflowParams } from './evaluate.ts';
import { freezeParams } from './freeze.ts';

const text = (value: string, rest: Partial<ParamDefinition> = {}): ParamDefinition => ({
  type: 'STRING',
  value,
  ...rest,
});

describe('workflow params of a fresh run', () => {
  const definition = { day: text('$RUN_DATE'), RUN_TS: { type: 'LONG', value: 0 } } as ParamDefinitions;

  test('are the defaults, the definition and the run params, in this order', () => {
    const params = good(
      assembleWorkflowParams({ definition, runParams: { day: text('today'), extra: text('x') } }),
    );
    expect(params.day).toMatchObject({ value: 'today', source: 'LAUNCH' });
    expect(params.RUN_TS).toMatchObject({ value: 0, source: 'DEFINITION', mode: 'MUTABLE_ON_START' });
    expect(Object.keys(params).at(-1)).toBe('extra');
    expect(params.job_template_version).toBeUndefined();
    expect(results(good(evaluateWorkflowParams(params, workflowScope()))).RUN_DATE).toBe('19700101');
  });

  test('without run params are put together once per definition', () => {
    const first = good(assembleWorkflowParams({ definition }));
    expect(good(assembleWorkflowParams({ definition, runParams: {} }))).toBe(first);
    expect(good(assembleWorkflowParams({ definition: {} }))).toBe(
      good(assembleWorkflowParams({ definition: {} })),
    );
  });

  test('refuse to set what is reserved', () => {
    const set = { workflow_id: text('other') };
    expect(refusal(assembleWorkflowParams({ definition: set }))).toContain('[workflow_id]');
    expect(refusal(assembleWorkflowParams({ definition: {}, runParams: set }))).toContain('[workflow_id]');
    const handedDown = { owner: text('olga', { source: 'SYSTEM_DEFAULT' }) };
    expect(
      assembleWorkflowParams({ definition: {}, runParams: handedDown, runParamsSource: 'FOREACH' }).ok,
    ).toBe(true);
  });

  test('can get defaults of the deployment', () => {
    const defaults = { REGION: text('eu'), RUN_DATE: text('fixed') };
    const params = good(assembleWorkflowParams({ definition: {}, defaults }));
    expect(params).toMatchObject({ REGION: { value: 'eu' }, RUN_DATE: { value: 'fixed' } });
  });
});

describe('workflow params of a restart', () => {
  const definition: ParamDefinitions = {
    free: text('a'),
    fixed: text('b', { mode: 'MUTABLE_ON_START' }),
    again: { type: 'LONG', expression: 'RUN_TS + 1', mode: 'IMMUTABLE' },
  };
  const previous = good(
    evaluateWorkflowParams(good(assembleWorkflowParams({ definition })), workflowScope()),
  );

  test('are the results of the previous run', () => {
    const params = good(assembleWorkflowParams({ definition, restart: { previous } }));
    expect(params.RUN_TS).toMatchObject({
      value: previous.RUN_TS?.evaluated_result,
      source: 'SYSTEM_DEFAULT',
    });
    expect(params.again).toMatchObject({ expression: 'RUN_TS + 1', mode: 'IMMUTABLE' });
    const later = workflowScope({ env: { ...workflowScope().env, now: 1 } });
    expect(results(good(evaluateWorkflowParams(params, later)))).toEqual(results(previous));
  });

  test('can change only where their mode lets a restart', () => {
    const restart = (name: string) =>
      assembleWorkflowParams({ definition, restart: { previous, params: { [name]: text('new') } } });
    expect(good(restart('free')).free).toMatchObject({ value: 'new', source: 'RESTART' });
    expect(refusal(restart('fixed'))).toBe(
      'VALIDATION: Cannot modify param with mode [MUTABLE_ON_START] for parameter [fixed]',
    );
  });
});

describe('frozen params', () => {
  test('mean the same when they are evaluated again', () => {
    const definition = {
      dollars: { type: 'STRING', expression: "'costs $5 or $$x or ${y}'" },
      list: { type: 'STRING_ARRAY', expression: "new String[]{'$a', 'b'};" },
      plain: { type: 'STRING_MAP', value: { a: '$$x' } },
      deep: { type: 'MAP', value: { pid: { type: 'STRING', expression: "'it\\'s $$pid\\n'" } } },
      nested: {
        type: 'MAP',
        value: {
          n: { type: 'LONG', expression: '7' },
          m: { type: 'MAP', value: { d: { type: 'DOUBLE', value: 2 } } },
        },
      },
      made: {
        type: 'MAP',
        expression: "m = new Map(); m.put('k', '$v'); m.put('l', new long[]{1,2}); return m;",
      },
    } as ParamDefinitions;
    const params = good(evaluateWorkflowParams(definition, workflowScope()));
    const again = good(evaluateWorkflowParams(freezeParams(params), workflowScope()));
    expect(results(again)).toEqual(results(params));
    expect(freezeParams(params).nested).toMatchObject({
      value: { m: { value: { d: { type: 'DOUBLE', value: 2 } } } },
    });
  });
});

describe('step params', () => {
  test('carry the identity of the attempt', () => {
    const definitions = good(assembleStepParams({ type: 'NoOp', definition: {} }));
    expect(results(good(evaluateStepParams(definitions, stepScope())))).toEqual({
      workflow_instance_id: 7,
      step_instance_uuid: 'u-1',
      step_attempt_id: 1,
      step_id: 's',
    });
  });

  test('of a type without its required param are refused', () => {
    expect(refusal(assembleStepParams({ type: 'Shell', definition: {} }))).toContain(
      '[script] is a required parameter',
    );
    const sql = good(assembleStepParams({ type: 'SQL', definition: { sql: text('select 1') } }));
    expect(sql).toMatchObject({
      connection: { value: 'duckdb' },
      sql: { value: 'select 1', source: 'DEFINITION' },
    });
  });

  test('put run params that the definition does not have before it', () => {
    const definition = { a: text('$extra') };
    const params = good(
      assembleStepParams({ type: 'NoOp', definition, runParams: { a: text('given'), extra: text('x') } }),
    );
    expect(Object.keys(params).slice(-2)).toEqual(['extra', 'a']);
    expect(params.a).toMatchObject({ value: 'given', source: 'LAUNCH' });
  });

  test('let nobody set what the system injects or reserves', () => {
    const injected = { work_dir: text('/data', { mode: 'CONSTANT' }) };
    const given = (definition: ParamDefinitions) =>
      assembleStepParams({ type: 'NoOp', definition, injected });
    expect(good(given({})).work_dir).toMatchObject({ source: 'SYSTEM_INJECTED' });
    expect(refusal(given({ work_dir: text('/') }))).toContain('[work_dir]');
    expect(refusal(given({ step_id: text('x') }))).toContain('[step_id]');
  });

  test('of a restart keep what the system had injected', () => {
    const runParams = { token: text('t', { mode: 'CONSTANT', source: 'SYSTEM_INJECTED' }) };
    const params = good(assembleStepParams({ type: 'NoOp', definition: {}, runParams, isRestart: true }));
    expect(params.token).toMatchObject({ value: 't', source: 'RESTART' });
  });

  test('merge a map entry by entry with its defaults', () => {
    const definition = { kubernetes: { type: 'MAP', value: { image: text('alpine') } } } as ParamDefinitions;
    const { kubernetes } = good(assembleStepParams({ type: 'Kubernetes', definition }));
    expect(Object.keys(kubernetes?.value as object)).toEqual(['app_name', 'image', 'env']);
  });
});

test('evaluated params are left alone by evaluation', () => {
  const params = { a: evaluated('kept') };
  expect(good(evaluateWorkflowParams(params, workflowScope())).a).toBe(params.a);
});
