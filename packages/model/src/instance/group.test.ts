import { describe, expect, it } from 'vitest';
import { groupIdOf, javaStringHash } from './group.ts';

describe('a group id', () => {
  it('is taken from the hash that Java has for a string', () => {
    expect(javaStringHash('')).toBe(0);
    expect(javaStringHash('hello')).toBe(99162322);
    expect(javaStringHash('polygenelubricants')).toBe(-2147483648);
  });

  it('is never negative and below the number of groups', () => {
    for (let instance = 1; instance <= 200; instance += 1) {
      const group = groupIdOf('wf', instance, 1, 3);
      expect([0, 1, 2]).toContain(group);
      expect(Object.is(group, -0)).toBe(false);
    }
  });

  it('is 0 without groups', () => {
    expect(groupIdOf('wf', 1, 1, 0)).toBe(0);
  });
});
