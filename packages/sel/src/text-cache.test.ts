import { expect, it } from 'vitest';
import { TextCache } from './text-cache.ts';

it('makes each result once while it is held, and drops those that were not used for long', () => {
  const made: string[] = [];
  const cache = new TextCache<string>(4 * 33);
  const get = (text: string) =>
    cache.get(text, (key) => {
      made.push(key);
      return key.toUpperCase();
    });
  expect(['a', 'b', 'c', 'a', 'd', 'a', 'b'].map(get)).toEqual(['A', 'B', 'C', 'A', 'D', 'A', 'B']);
  expect(made).toEqual(['a', 'b', 'c', 'd', 'b']);
  expect(cache.count).toBe(3);
});

it('keeps nothing of a failure and one entry however large', () => {
  const cache = new TextCache<number>(100);
  expect(() =>
    cache.get('x', () => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(cache.get('x', () => 1)).toBe(1);
  expect(cache.get('y'.repeat(5000), () => 2)).toBe(2);
  expect(cache.count).toBe(1);
});

it('never holds more than its capacity, whatever is asked for', () => {
  const cache = new TextCache<number>(1000);
  for (let index = 0; index < 5000; index += 1) {
    const text = String(index % 3 === 0 ? index % 30 : index);
    expect(cache.get(text, Number)).toBe(Number(text));
    expect(cache.count).toBeLessThanOrEqual(1000 / 33);
  }
});
