import { describe, expect, it } from 'vitest';
import { Coalesced } from './coalesced.ts';

const echo = () => {
  const batches: number[][] = [];
  const coalesced = new Coalesced(async (keys: readonly number[]) => {
    batches.push([...keys]);
    return keys.map((key) => `value ${key}`);
  }, 3);
  return { coalesced, batches };
};

describe('coalesced reads', () => {
  it('asks at once for the first key, and for all that came meanwhile together', async () => {
    const { coalesced, batches } = echo();
    const values = await Promise.all([1, 2, 3].map((key) => coalesced.get(key)));
    expect(values).toEqual(['value 1', 'value 2', 'value 3']);
    expect(batches).toEqual([[1], [2, 3]]);
  });

  it('never asks for more keys at once than allowed', async () => {
    const { coalesced, batches } = echo();
    await Promise.all([1, 2, 3, 4, 5, 6].map((key) => coalesced.get(key)));
    expect(batches).toEqual([[1], [2, 3, 4], [5, 6]]);
  });

  it('fails the calls of a failed read and no others', async () => {
    let reads = 0;
    const coalesced = new Coalesced(async (keys: readonly number[]) => {
      reads += 1;
      if (reads === 1) throw new Error('lost');
      return keys;
    });
    const outcomes = await Promise.allSettled([coalesced.get(1), coalesced.get(2)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });
});
