import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDefinitionFile } from './definition-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rondo-definition-'));
});
afterAll(() => rm(folder, { recursive: true }));

const read = async (name: string, text: string) => {
  await writeFile(join(folder, name), text);
  return readDefinitionFile(join(folder, name));
};

describe('a definition file', () => {
  it('in YAML with steps is the same request as in JSON', async () => {
    const yaml = await read('a.yaml', 'workflow:\n  id: a\n  steps:\n    - step: {id: s, type: NoOp}\n');
    const json = await read('a.json', '{"workflow":{"id":"a","steps":[{"step":{"id":"s","type":"NoOp"}}]}}');
    expect(yaml).toMatchObject({ kind: 'request', request: { workflow: { id: 'a' } } });
    expect({ ...yaml, source: undefined }).toEqual({ ...json, source: undefined });
  });

  it('with jobs is sent as it is written, in the YAML DSL', async () => {
    const text = 'Workflow:\n  id: a # kept\n  jobs: []\n';
    expect(await read('a.yml', text)).toEqual({ kind: 'dsl', text });
    expect(await read('b.yml', text.toLowerCase())).toMatchObject({ kind: 'dsl' });
  });

  it('keeps every digit of a 64-bit number in either format, and small numbers as numbers', async () => {
    const value = (file: unknown) =>
      (file as { request: { workflow: { params: unknown } } }).request.workflow.params;
    const big = { a: 9007199254740993n, b: 5 };
    expect(value(await read('big.yaml', 'workflow: {params: {a: 9007199254740993, b: 5}}'))).toEqual(big);
    expect(value(await read('big.json', '{"workflow":{"params":{"a":9007199254740993,"b":5}}}'))).toEqual(
      big,
    );
  });

  it.each([
    ['broken.json', '{"workflow": ', 'is not valid JSON'],
    ['comma.json', '{\n  "workflow": {"id": "a",}\n}\n', 'in JSON at line 2, column 26'],
    ['two.yaml', 'workflow: {id: a}\n---\nworkflow: {id: b}\n', 'a second begins at line 2'],
    ['broken.yaml', 'workflow:\n  a: [1\n', 'is not valid YAML'],
    ['twice.yaml', 'workflow: {id: a}\nworkflow: {id: b}\n', 'is not valid YAML'],
    ['list.yaml', '- 1\n', 'must hold an object with a workflow, not a list'],
    ['empty.yaml', '', 'not nothing'],
    ['other.json', '{"steps": []}', 'expected the key workflow, found steps'],
  ])('%s is refused with a reason', async (name, text, reason) => {
    await expect(read(name, text)).rejects.toThrow(reason);
  });

  it('that does not exist is named', async () => {
    await expect(readDefinitionFile('/nowhere/a.yaml')).rejects.toThrow(
      'cannot read /nowhere/a.yaml: there is no such file',
    );
  });
});
