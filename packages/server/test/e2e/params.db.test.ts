import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { step } from '../api/test-api.ts';
import { resultsOf, shell, startWorkflows, type Workflows } from './workflows.ts';

let flows: Workflows;
beforeAll(async () => {
  flows = await startWorkflows();
});
afterAll(() => flows.stop());

const long = (value: number) => ({ type: 'LONG', value });
const text = (value: string) => ({ type: 'STRING', value });
const expression = (type: string, script: string) => ({ type, expression: script });

describe('params', () => {
  test('of a workflow and its steps are evaluated, whatever their order', async () => {
    await flows.push(
      'evaluated',
      [
        step('s', [], {
          params: {
            sum: expression('LONG', 'half + n'),
            half: expression('LONG', 'n / 2'),
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a param of the workflow
            greeting: text('Hello ${name}, $$5 for $n'),
            days: expression('LONG_ARRAY', 'Util.dateIntsBetween(20260227, 20260302, 1)'),
            mine: expression('STRING', "params.getFromStep('step_id')"),
          },
        }),
      ],
      {
        workflow: {
          params: {
            n: expression('LONG', 'm * 2'),
            m: long(21),
            name: text('World'),
            looped: expression('LONG', 'x = 0; for (int i = 0; i < 4; i += 1) x += i; return x;'),
          },
        },
      },
    );
    const ended = await flows.run('evaluated');
    expect(resultsOf(ended.params)).toMatchObject({ n: 42, m: 21, looped: 6, name: 'World' });
    expect(await flows.results('evaluated', 's')).toMatchObject({
      half: 21,
      sum: 63,
      greeting: 'Hello World, $5 for 42',
      days: [20260227, 20260228, 20260301],
      mine: 's',
    });
  });

  test('of an earlier step are read as <step>__<param>, in texts and expressions', async () => {
    await flows.push('crossed', [
      step('first', ['second'], { params: { n: long(20) } }),
      step('second', [], {
        params: {
          next: expression('LONG', 'first__n + 1'),
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a param of the workflow
          told: text('${first__n} it was'),
          asked: expression('LONG', "params.getFromStep('first', 'n') + 2"),
        },
      }),
    ]);
    expect((await flows.run('crossed')).status).toBe('SUCCEEDED');
    expect(await flows.results('crossed', 'second')).toMatchObject({
      next: 21,
      told: '20 it was',
      asked: 22,
    });
  });

  test('that a script publishes decide where the run goes, and reach the next script', async () => {
    const publish = `echo "$MAESTRO_OUTPUT_START{\\"params\\": {\\"rmse\\": 12}}$MAESTRO_OUTPUT_END"`;
    const train = shell('train', publish, [], {
      params: { rmse: { type: 'DOUBLE', value: 99 } },
      transition: { successors: { good: 'rmse < 50', bad: 'rmse >= 50' } },
    });
    const good = shell('good', `echo "$RONDO_PARAM_SEEN" >'${flows.file('seen')}'`, [], {
      params: { seen: expression('DOUBLE', 'train__rmse') },
    });
    await flows.push('published', [train, good, step('bad')]);
    expect((await flows.run('published')).status).toBe('SUCCEEDED');
    expect(await flows.statuses('published')).toMatchObject({ good: 'SUCCEEDED', bad: 'UNSATISFIED' });
    expect(Number(await flows.written('seen'))).toBe(12);
  });

  test('that cannot be evaluated fail the step that has them, and say which', async () => {
    await flows.push('unknown-param', [
      step('s', [], { params: { broken: expression('LONG', 'nobody + 1') } }),
    ]);
    expect((await flows.run('unknown-param')).status).toBe('FAILED');
    const { timeline, runtime_state } = await flows.step('unknown-param', 's');
    expect(runtime_state.status).toBe('INTERNALLY_FAILED');
    expect(JSON.stringify(timeline)).toMatch(/nobody/);
  });

  test('of a start replace those of the definition, unless their mode forbids it', async () => {
    await flows.push('modes', [step('s')], {
      workflow: {
        params: {
          free: long(1),
          fixed: { ...long(2), mode: 'CONSTANT' },
          checked: { ...long(3), validator: 'checked < 10' },
        },
      },
    });
    const ended = await flows.run('modes', { run_params: { free: long(7), extra: text('new') } });
    expect(resultsOf(ended.params)).toMatchObject({ free: 7, fixed: 2, extra: 'new' });
    const refused = await flows.start('modes', { run_params: { fixed: long(8) } });
    expect(refused).toMatchObject({ status: 400, body: { status: 'BAD_REQUEST' } });
    expect(JSON.stringify(refused.body)).toContain('Cannot modify param with mode [CONSTANT]');
    const reserved = await flows.start('modes', { run_params: { params: long(8) } });
    expect(reserved.status).toBe(400);
    expect(JSON.stringify(reserved.body)).toContain('params');
  });
});

describe('a start', () => {
  test('with a request_id that was used creates nothing and says DUPLICATED', async () => {
    await flows.push('once', [step('s')]);
    const request_id = '0b1f9a46-3f0d-4a6e-9c11-6e2f7f1d2c3b';
    const answers = await Promise.all([1, 2, 3].map(() => flows.start('once', { request_id })));
    expect(answers.map(({ body }) => body.status).sort()).toEqual(['CREATED', 'DUPLICATED', 'DUPLICATED']);
    await flows.ended('once');
    expect((await flows.start('once', { request_id })).body).toMatchObject({
      status: 'DUPLICATED',
      workflow_instance_id: 0,
      workflow_run_id: 0,
      workflow_uuid: request_id,
    });
    const { body } = await flows.api.call('GET', '/workflows/once/instances?first=10');
    expect(body.total_count).toBe(1);
  });

  test('adds its runtime_tags to those of the workflow, for that instance only', async () => {
    await flows.push('tagged', [step('s')], { workflow: { tags: ['daily'] } });
    const runtime_tags = ['adhoc', { name: 'ticket', namespace: 'USER_DEFINED', number: 17 }];
    const names = (instance: { runtime_workflow: { tags: { name: string }[] } }) =>
      instance.runtime_workflow.tags.map((tag) => tag.name);
    const tagged = await flows.run('tagged', { runtime_tags });
    expect(names(tagged)).toEqual(['daily', 'adhoc', 'ticket']);
    expect(tagged.runtime_workflow.tags[2]).toMatchObject({ namespace: 'USER_DEFINED', number: 17 });
    expect(names(await flows.run('tagged'))).toEqual(['daily']);
  });

  test('whose runtime_tags repeat a tag of the workflow is refused with its name', async () => {
    const refused = await flows.start('tagged', { runtime_tags: ['daily'] });
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toContain('daily');
  });
});
