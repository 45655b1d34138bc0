import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestAnswer } from '../api/test-api.ts';
import { resultsOf, startWorkflows, type Workflows } from './workflows.ts';

const folder = new URL('../../../../../shared/samples/', import.meta.url);
const isThere = existsSync(folder);
if (!isThere) process.stdout.write('skipped: the sample workflows, ../shared/samples is not there\n');

let flows: Workflows;
beforeAll(async () => {
  if (isThere) flows = await startWorkflows();
});
afterAll(() => flows?.stop());

/** Pushes a file as it is. */
function pushFile(file: string): Promise<TestAnswer> {
  const text = readFileSync(new URL(file, folder), 'utf8');
  return file.endsWith('.yaml')
    ? flows.api.call('POST', '/workflows/yaml', { text, headers: { 'content-type': 'application/yaml' } })
    : flows.api.call('POST', '/workflows', { text });
}

async function pushed(file: string): Promise<void> {
  const answer = await pushFile(file);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
}

/** The statuses of `job.1` to `job.<count>`, all SUCCEEDED but for those given. */
function jobs(count: number, others: Record<string, string> = {}): Record<string, string> {
  const all = Array.from({ length: count }, (_, index) => [`job.${index + 1}`, 'SUCCEEDED']);
  return { ...Object.fromEntries(all), ...others };
}

const long = (value: number) => ({ type: 'LONG', value });
const UNSATISFIED = 'UNSATISFIED';

/** Outcomes of spec 14.1. At the same time, because one of them takes a minute. */
describe.runIf(isThere).concurrent('the sample', () => {
  test.each([
    { sample: 'sample-dag-test-1', steps: 6 },
    { sample: 'sample-dag-test-4', steps: 7 },
    { sample: 'sample-dag-test-6', steps: 8 },
    { sample: 'sample-dag-test-7', steps: 8 },
    { sample: 'sample-dag-test-9', steps: 9 },
  ])('$sample succeeds with all its $steps steps', async ({ sample, steps }) => {
    await pushed(`${sample}.json`);
    expect((await flows.run(sample)).status).toBe('SUCCEEDED');
    expect(await flows.statuses(sample)).toEqual(jobs(steps));
  });

  test('sample-dag-test-1 has the name of the month in `foo`', async () => {
    await pushed('sample-dag-test-1.json');
    const { workflow_instance_id: instance } = (await flows.start('sample-dag-test-1')).body;
    const { params } = await flows.ended('sample-dag-test-1', instance);
    expect(params.foo).toMatchObject({ type: 'STRING', evaluated_result: 'September' });
  });

  test('sample-dag-test-2 lets nobody change `param1` and `param2` at the start', async () => {
    await pushed('sample-dag-test-2.json');
    for (const [name, mode] of [
      ['param1', 'CONSTANT'],
      ['param2', 'IMMUTABLE'],
    ] as const) {
      const run_params = { [name]: { type: 'STRING', value: 'mine' } };
      const refused = await flows.start('sample-dag-test-2', { run_params });
      expect(refused.status).toBe(400);
      expect(JSON.stringify(refused.body)).toContain(`Cannot modify param with mode [${mode}]`);
    }
    await flows.start('sample-dag-test-2');
    await flows.stepReaches('sample-dag-test-2', 'job.3', 'RUNNING');
    const { params } = await flows.instance('sample-dag-test-2');
    expect(params.param1.evaluated_result).toMatch(/^[0-9a-f-]{36}$/);
    // 100 seconds long; its parts are those of other samples.
    await flows.act('sample-dag-test-2', 1, 'stop');
    expect((await flows.ended('sample-dag-test-2')).status).toBe('STOPPED');
  });

  test('sample-dag-test-3 hands the results of its steps on', async () => {
    const id = 'sample-dag-test-3';
    await pushed(`${id}.json`);
    await flows.start(id);
    let ended = await flows.ended(id);
    while (ended.end_time === undefined) ended = await flows.ended(id);
    expect(ended.status).toBe('SUCCEEDED');
    const done = 'SUCCEEDED';
    expect(await flows.statuses(id)).toEqual({ job1: done, 'job.2': done, job3: done, job4: done });
    expect(await flows.results(id, 'job.2')).toMatchObject({
      param1: '161',
      param2: '15 + 1',
      sleep_seconds: 16,
    });
    const times = async (step: string) => (await flows.step(id, step)).runtime_state;
    for (const [before, after] of [
      ['job1', 'job3'],
      ['job3', 'job.2'],
      ['job.2', 'job4'],
    ] as const) {
      expect((await times(after)).start_time).toBeGreaterThanOrEqual((await times(before)).end_time);
    }
  }, 120_000);

  test('sample-dag-test-8 takes the branch that `x` says', async () => {
    const id = 'sample-dag-test-8';
    await pushed(`${id}.json`);
    const runs = [
      { run_params: undefined, unsatisfied: ['job.3'] },
      { run_params: { x: long(11) }, unsatisfied: [] },
      { run_params: { x: long(1) }, unsatisfied: ['job.3', 'job.4', 'job.5'] },
    ];
    for (const [index, { run_params, unsatisfied }] of runs.entries()) {
      expect((await flows.run(id, run_params && { run_params })).status).toBe('SUCCEEDED');
      const others = Object.fromEntries(unsatisfied.map((step) => [step, UNSATISFIED]));
      expect(await flows.statuses(id, index + 1)).toEqual(jobs(5, others));
    }
    const { timeout_in_millis } = await flows.step(id, 'job.1');
    expect(timeout_in_millis).toBe(20 * 60_000);
  });

  test('sample-dag-test-9 shows its git_info', async () => {
    await pushed('sample-dag-test-9.json');
    const { body } = await flows.api.call('GET', '/workflows/sample-dag-test-9/versions/latest');
    expect(body.metadata.git_info).toMatchObject({ branch: 'foo' });
    expect(body.workflow.steps[0].step).toMatchObject({ name: 'a', description: 'b' });
  });

  test('sample-conditional-wf goes the same way in JSON and in YAML', async () => {
    const id = 'sample-conditional-wf';
    const expected = jobs(7, { 'job.4': UNSATISFIED, 'job.5': UNSATISFIED });
    for (const [index, { file, param5 }] of [
      { file: `${id}.json`, param5: 15 },
      { file: `yaml/${id}.yaml`, param5: '15' },
    ].entries()) {
      await pushed(file);
      expect((await flows.run(id)).status).toBe('SUCCEEDED');
      expect(await flows.statuses(id, index + 1)).toEqual(expected);
      expect(await flows.results(id, 'job.7', index + 1)).toMatchObject({ param5 });
    }
    expect(resultsOf((await flows.instance(id, 2)).params)).toMatchObject({ param0: 15 });
  });
});

const signals = /^workflow\.steps\[0]\.step\.signal_dependencies /;
const subworkflow = /^workflow\.steps\[0]\.subworkflow /;
const foreach = /^workflow\.steps\[\d]\.foreach /;
const kubernetes = /^workflow\.steps\[\d]\.step\.type \[Kubernetes] /;
const notebook = /^workflow\.steps\[\d]\.step\.type \[Notebook] /;
const http = /^workflow\.steps\[\d]\.step\.type \[Http] /;

/** What this server cannot run yet, and the fields that say so. */
const REFUSED: Record<string, readonly RegExp[]> = {
  'sample-dag-test-5.json': [signals],
  'sample-dag-test-10.json': [signals],
  'sample-foreach-wf.json': [foreach],
  'sample-large-foreach-wf.json': [foreach],
  'sample-nested-foreach-wf.json': [foreach],
  'sample-while-wf.json': [/^workflow\.steps\[\d]\.while /],
  'sample-subworkflow-wf.json': [/^workflow\.instance_step_concurrency /, subworkflow],
  'sample-nested-subworkflow-wf.json': [subworkflow],
  'sample-nested-foreach-subworkflow-wf.json': [foreach],
  'sample-nested-subworkflow-foreach-wf.json': [subworkflow],
  'sample-mixed-wf.json': [subworkflow],
  'sample-signal-trigger-wf.json': [
    /^workflow\.signal_triggers /,
    signals,
    /^workflow\.steps\[0]\.step\.signal_outputs /,
  ],
  'sample-time-trigger-wf.json': [/^workflow\.time_triggers /],
  'sample-kubernetes-wf.json': [kubernetes],
  'sample-kubernetes-output-wf.json': [kubernetes],
  'sample-kubernetes-env-wf.json': [kubernetes],
  'sample-kubernetes-nonretryable-wf.json': [kubernetes],
  'sample-notebook-wf.json': [notebook],
  'sample-notebook-git-wf.json': [notebook],
  'jobtemplates/sample-shell-wf.json': [notebook, /^workflow\.steps\[1]\.step\.sub_type /],
  'yaml/sample-http-wf.yaml': [http],
};
const ACCEPTED = [
  ...[1, 2, 3, 4, 6, 7, 8, 9].map((number) => `sample-dag-test-${number}.json`),
  'sample-conditional-wf.json',
  'yaml/sample-conditional-wf.yaml',
];

describe.runIf(isThere)('a sample that this server cannot run', () => {
  test.each(Object.entries(REFUSED))(
    '%s is refused with the fields that it cannot honour',
    async (file, fields) => {
      const refused = await pushFile(file);
      expect(refused).toMatchObject({ status: 400, body: { status: 'BAD_REQUEST' } });
      for (const field of fields) {
        expect(refused.body.errors).toContainEqual(expect.stringMatching(field));
      }
      for (const error of refused.body.errors) expect(error).toMatch(/ is not supported by this server yet$/);
    },
  );

  test('is one of those above: every sample is accounted for', () => {
    const all = ['', 'yaml/', 'jobtemplates/'].flatMap((part) =>
      readdirSync(new URL(`./${part}`, folder))
        .filter((name) => /-(wf|test-\d+)\.(json|yaml)$/.test(name))
        .map((name) => part + name),
    );
    expect([...Object.keys(REFUSED), ...ACCEPTED].sort()).toEqual(all.sort());
  });
});
