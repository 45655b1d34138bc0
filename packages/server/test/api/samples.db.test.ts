import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type TestApi } from './test-api.ts';

const SAMPLES = new URL('../../../../../shared/samples/', import.meta.url);
const files = existsSync(SAMPLES) ? readdirSync(SAMPLES).filter((name) => name.endsWith('.json')) : [];
if (files.length === 0) process.stdout.write('the sample definitions are not here: skipped\n');

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

describe.skipIf(files.length === 0)('the sample', () => {
  test.each(files)('%s runs, or is refused for parts that are named', async (file) => {
    const text = readFileSync(new URL(file, SAMPLES), 'utf8');
    const pushed = await api.call('POST', '/workflows', { text });
    if (pushed.status === 400) {
      expect(pushed.body.errors).not.toEqual([]);
      for (const error of pushed.body.errors) expect(error).toMatch(/^workflow\..+ is not supported/);
      return;
    }
    expect(pushed).toMatchObject({ status: 200 });
    const { workflow_id: id } = pushed.body.workflow_definition.metadata;
    await api.call('POST', `/workflows/${id}/versions/latest/actions/start`, {
      body: { initiator: { type: 'MANUAL' } },
    });
    const path = `/workflows/${id}/instances/1`;
    if (text.toLowerCase().includes('"sleep"')) {
      await api.call('PUT', `${path}/actions/stop`);
      expect((await api.call('GET', `${path}?wait_for=terminal`)).body.status).toBe('STOPPED');
      return;
    }
    const ended = await api.call('GET', `${path}?wait_for=terminal`);
    expect(ended.body.status).toBe('SUCCEEDED');
    const { total_step_count, rollup_overview } = ended.body.runtime_overview;
    expect(rollup_overview.total_leaf_count).toBe(total_step_count);
  });
});
