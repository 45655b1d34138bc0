import { expect, test } from 'vitest';
import type { Pool } from '../postgres/client.ts';
import { Definitions } from './definitions.ts';

/** A pool whose queries are answered when the test says so, with these properties. */
function slowPool() {
  const queries: { answer(owner: string): void; fail(): void }[] = [];
  const query = () =>
    new Promise((resolve, reject) => {
      queries.push({
        answer: (owner) => resolve({ rows: [{ internal_id: 1, properties: JSON.stringify({ owner }) }] }),
        fail: () => reject(new Error('gone')),
      });
    });
  return { queries, definitions: new Definitions({ query } as unknown as Pool) };
}

const ownerOf = async (facts: ReturnType<Definitions['facts']>) => (await facts).properties.owner;

test('what was read before a change is not kept, and not answered, after it', async () => {
  const { queries, definitions } = slowPool();
  const first = ownerOf(definitions.facts('wf'));
  definitions.forgetFacts('wf');
  const second = ownerOf(definitions.facts('wf'));
  queries[1]?.answer('new');
  expect(await second).toBe('new');
  queries[0]?.answer('old');
  expect(await first).toBe('new');
  expect(await ownerOf(definitions.facts('wf'))).toBe('new');
  expect(queries).toHaveLength(2);
});

test('facts that could not be read are read again', async () => {
  const { queries, definitions } = slowPool();
  const failing = definitions.facts('wf');
  queries[0]?.fail();
  await expect(failing).rejects.toThrow('gone');
  const again = ownerOf(definitions.facts('wf'));
  queries[1]?.answer('new');
  expect(await again).toBe('new');
});
