import { expect, it } from 'vitest';
import { TextCache } from './text-cache.ts';

it('makes each result once while it is held, and drops the least recently used', () => {
  const made: string[] = [];
  const cache = new TextCache<string>(3 * 33);
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
