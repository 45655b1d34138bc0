import type { RondoClient } from '@rondo/sdk';
import { describe, expect, it } from 'vitest';
import { parseRunRef, resolveRun } from './run-ref.ts';

describe('a run on the command line', () => {
  it('is a workflow, and maybe an instance and a run', () => {
    expect(parseRunRef('sales.daily-1')).toEqual({ workflow_id: 'sales.daily-1' });
    expect(parseRunRef('sales:3')).toEqual({ workflow_id: 'sales', workflow_instance_id: 3 });
    expect(parseRunRef('sales:3:2')).toEqual({
      workflow_id: 'sales',
      workflow_instance_id: 3,
      workflow_run_id: 2,
    });
  });

  it.each(['', ':3', 'sales:', 'sales:0', 'sales:-1', 'sales:1.5', 'sales:1:x', 'sales:1:1:1'])(
    'is not [%s]',
    (text) => {
      expect(() => parseRunRef(text)).toThrow(`[${text}]`);
    },
  );

  it('is the latest run of the latest instance where nothing is said', async () => {
    const client = clientWith(9);
    expect(await resolveRun(client, { workflow_id: 'sales' })).toEqual({
      workflow_id: 'sales',
      workflow_instance_id: 9,
      workflow_run_id: 4,
    });
  });

  it('says how to start a workflow that has not run yet', async () => {
    await expect(resolveRun(clientWith(undefined), { workflow_id: 'sales' })).rejects.toThrow(
      'rondo run sales',
    );
  });
});

const clientWith = (latest_instance_id: number | undefined): RondoClient =>
  ({
    workflows: { overview: async () => ({ latest_instance_id }) },
    instances: { get: async () => ({ workflow_run_id: 4 }) },
  }) as unknown as RondoClient;
