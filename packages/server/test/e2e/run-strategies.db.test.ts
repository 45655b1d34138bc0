import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shell, startWorkflows, type Workflows, waitsFor } from './workflows.ts';

let flows: Workflows;
beforeAll(async () => {
  flows = await startWorkflows();
});
afterAll(() => flows.stop());

/** A workflow whose instance n runs until the gate `<id>-<n>` is opened. */
async function pushGated(run_strategy: unknown, id: string): Promise<void> {
  const script = waitsFor(`${flows.file(id)}-$RONDO_WORKFLOW_INSTANCE_ID`);
  await flows.push(id, [shell('s', script)], { properties: { run_strategy } });
}
const open = (id: string, instance: number) => flows.open(`${id}-${instance}`);
const startMany = async (id: string, count: number) => {
  const statuses: string[] = [];
  for (let index = 0; index < count; index += 1) statuses.push((await flows.start(id)).body.status);
  return statuses;
};
const statusesOf = async (id: string, count: number) =>
  Promise.all(
    Array.from({ length: count }, async (_, index) => (await flows.instance(id, index + 1)).status),
  );
const orderOf = async (id: string, first: number, second: number) =>
  (await flows.instance(id, second)).start_time - (await flows.instance(id, first)).end_time;

describe('the run strategy', () => {
  test('SEQUENTIAL runs one instance after the other, in their order', async () => {
    await pushGated('sequential', 'sequential');
    expect(await startMany('sequential', 3)).toEqual(['CREATED', 'CREATED', 'CREATED']);
    await flows.reaches('sequential', 1, 'IN_PROGRESS');
    expect(await statusesOf('sequential', 3)).toEqual(['IN_PROGRESS', 'CREATED', 'CREATED']);
    // The third may go on as soon as it is its turn; it must not be before the second.
    await open('sequential', 3);
    await open('sequential', 1);
    await flows.reaches('sequential', 2, 'IN_PROGRESS');
    expect(await statusesOf('sequential', 3)).toEqual(['SUCCEEDED', 'IN_PROGRESS', 'CREATED']);
    await open('sequential', 2);
    expect((await flows.ended('sequential', 3)).status).toBe('SUCCEEDED');
    expect(await orderOf('sequential', 2, 3)).toBeGreaterThanOrEqual(0);
  });

  test('SEQUENTIAL goes on after an instance that failed, STRICT_SEQUENTIAL does not', async () => {
    const failsFirst = shell('s', 'test "$RONDO_WORKFLOW_INSTANCE_ID" != 1', [], {
      retry_policy: { error_retry_limit: 0 },
    });
    for (const rule of ['sequential', 'strict_sequential']) {
      await flows.push(`after-${rule}`, [failsFirst], { properties: { run_strategy: rule } });
      await startMany(`after-${rule}`, 2);
      expect((await flows.ended(`after-${rule}`, 1)).status).toBe('FAILED');
    }
    expect((await flows.ended('after-sequential', 2)).status).toBe('SUCCEEDED');
    expect((await flows.instance('after-strict_sequential', 2)).status).toBe('CREATED');
  });

  test('PARALLEL runs as many as its workflow_concurrency', async () => {
    await pushGated({ rule: 'parallel', workflow_concurrency: 2 }, 'parallel');
    await startMany('parallel', 3);
    await flows.reaches('parallel', 2, 'IN_PROGRESS');
    expect(await statusesOf('parallel', 3)).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'CREATED']);
    await open('parallel', 2);
    await flows.reaches('parallel', 3, 'IN_PROGRESS');
    expect(await statusesOf('parallel', 3)).toEqual(['IN_PROGRESS', 'SUCCEEDED', 'IN_PROGRESS']);
    for (const instance of [1, 3]) await open('parallel', instance);
    for (const instance of [1, 3]) expect((await flows.ended('parallel', instance)).status).toBe('SUCCEEDED');
  });

  test('FIRST_ONLY stops what is started while one is under way', async () => {
    await pushGated('first_only', 'first-only');
    expect(await startMany('first-only', 3)).toEqual(['CREATED', 'STOPPED', 'STOPPED']);
    const refused = await flows.instance('first-only', 2);
    expect(refused.status).toBe('STOPPED');
    expect(refused.end_time).toBeGreaterThanOrEqual(refused.create_time);
    expect(JSON.stringify(refused.timeline)).toContain('first-only');
    await open('first-only', 1);
    expect((await flows.ended('first-only', 1)).status).toBe('SUCCEEDED');
    expect(await startMany('first-only', 1)).toEqual(['CREATED']);
    await open('first-only', 4);
    expect((await flows.ended('first-only', 4)).status).toBe('SUCCEEDED');
  });

  test('LAST_ONLY stops the one under way, and launches the new one after its end', async () => {
    await pushGated('last_only', 'last-only');
    await startMany('last-only', 1);
    await flows.stepReaches('last-only', 's', 'RUNNING');
    await startMany('last-only', 1);
    expect((await flows.ended('last-only', 1)).status).toBe('STOPPED');
    await flows.reaches('last-only', 2, 'IN_PROGRESS');
    expect(await orderOf('last-only', 1, 2)).toBeGreaterThanOrEqual(0);
    await open('last-only', 2);
    expect((await flows.ended('last-only', 2)).status).toBe('SUCCEEDED');
  });

  test('SERIAL_LATEST_ONLY stops what waits, never what runs', async () => {
    await pushGated('serial_latest_only', 'serial-latest');
    await startMany('serial-latest', 1);
    await flows.reaches('serial-latest', 1, 'IN_PROGRESS');
    await startMany('serial-latest', 2);
    await flows.reaches('serial-latest', 2, 'STOPPED');
    expect(await statusesOf('serial-latest', 3)).toEqual(['IN_PROGRESS', 'STOPPED', 'CREATED']);
    for (const instance of [1, 3]) await open('serial-latest', instance);
    for (const instance of [1, 3])
      expect((await flows.ended('serial-latest', instance)).status).toBe('SUCCEEDED');
  });
});
