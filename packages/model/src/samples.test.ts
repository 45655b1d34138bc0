import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { workflowCreateRequestSchema } from './definition/workflow.ts';
import { parseJson } from './json.ts';

const folder = new URL('../../../../shared/samples/', import.meta.url);
describe.runIf(existsSync(folder))('samples', () => {
  for (const f of existsSync(folder) ? readdirSync(folder).filter((n) => n.endsWith('.json')) : [])
    it(f, () => {
      const r = workflowCreateRequestSchema.safeParse(parseJson(readFileSync(new URL(f, folder), 'utf8')));
      expect(r.error?.issues ?? []).toEqual([]);
    });
});
