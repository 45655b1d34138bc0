import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseJson } from './json.ts';
import { parseWorkflowCreateRequest } from './validation/request.ts';

const folder = new URL('../../../../shared/samples/', import.meta.url);
const isThere = existsSync(folder);
if (!isThere) process.stdout.write('skipped: the sample workflows, ../shared/samples is not there\n');

const files = isThere
  ? [...readdirSync(folder).filter((name) => name.endsWith('.json')), 'jobtemplates/sample-shell-wf.json']
  : [];

describe.runIf(isThere)('a sample workflow is accepted', () => {
  it.each(files)('%s', (file) => {
    const request = parseWorkflowCreateRequest(parseJson(readFileSync(new URL(file, folder), 'utf8')));
    expect(file).toContain(request.workflow.id);
  });
});
