import { describe, expect, it } from 'vitest';
import { parseParam, runParamsOf } from './param-option.ts';

const paramOf = (written: string, declared: Parameters<typeof runParamsOf>[1] = {}) =>
  Object.values(runParamsOf([parseParam(written)], declared))[0];

describe('--param', () => {
  it('takes the type that the workflow declares', () => {
    expect(paramOf('month=6', { month: { type: 'LONG' } })).toEqual({ type: 'LONG', value: 6 });
    expect(paramOf('month=6')).toEqual({ type: 'STRING', value: '6' });
  });

  it('takes the type that is written before the declared one, in any case', () => {
    expect(paramOf('month:long=6', { month: { type: 'STRING' } })).toEqual({ type: 'LONG', value: 6 });
  });

  it('keeps every digit of a 64-bit number', () => {
    expect(paramOf('id:LONG=9007199254740993')?.value).toBe(9007199254740993n);
  });

  it('keeps further equals signs in the value, and an empty value', () => {
    expect(paramOf('query=a=b&c=d')?.value).toBe('a=b&c=d');
    expect(paramOf('note=')?.value).toBe('');
  });

  it('reads arrays and maps as JSON', () => {
    expect(paramOf('days:LONG_ARRAY=[1,2]')?.value).toEqual([1, 2]);
    expect(() => paramOf('days:LONG_ARRAY=1,2')).toThrow(
      '--param days: a LONG_ARRAY is written as JSON, not [1,2]',
    );
  });

  it.each([
    ['month', 'NAME=VALUE'],
    ['=6', 'NAME=VALUE'],
    ['month:INTEGER=6', 'there is no type [INTEGER]'],
    ['month:LONG=six', '--param month:'],
  ])('refuses [%s] with a reason', (written, reason) => {
    expect(() => paramOf(written)).toThrow(reason);
  });

  it('does not take a type from the prototype of the declared params', () => {
    expect(paramOf('constructor=x')).toEqual({ type: 'STRING', value: 'x' });
  });
});
