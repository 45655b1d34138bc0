// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are references in the language of params
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ParamFailure } from '../result.ts';
import { escapeDollars, interpolate, literalReferences } from './interpolation.ts';

const values: Readonly<Record<string, string>> = { v: 'X', v_1: 'V1', 'a-b.c/d': 'path', dollar: '$v' };
const put = (text: string) => interpolate(text, (name) => values[name]);

describe('interpolate', () => {
  test.each([
    ['$v', 'X'],
    ['${v}', 'X'],
    ['$v_1x', undefined],
    ['${v_1}x', 'V1x'],
    ['${a-b.c/d}', 'path'],
    ['$$v', '$v'],
    ['$$$v', '$X'],
    ['$$$$v', '$$v'],
    ['$$${v}$$', '$X$'],
    ['$5 ${} ${ v} ${v $', '$5 ${} ${ v} ${v $'],
    ['$_v ${_v} ${1v}', '$_v ${_v} ${1v}'],
    ['$dollar', '$v'],
    ['$v}$v', 'X}X'],
    ['', ''],
  ])('makes of %j %j', (text, expected) => {
    if (expected === undefined) expect(() => put(text)).toThrow(ParamFailure);
    else expect(put(text)).toBe(expected);
  });

  test('names the missing param and the text', () => {
    expect(() => put('to $nobody')).toThrow('[nobody] in the text [to $nobody] is not an evaluated param');
  });

  test('gives back every text that was escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('$', '{', '}', 'v', '_', ' ', '\\') }), (text) => {
        expect(put(escapeDollars(text))).toBe(text);
      }),
    );
  });

  test('asks for no name that is not among the references', () => {
    const units = fc.constantFrom('$', '$', '{', '}', 'v', '-', '1', ' ');
    fc.assert(
      fc.property(fc.string({ unit: units }), (text) => {
        const names = literalReferences(text);
        interpolate(text, (name) => {
          expect(names).toContain(name);
          return '';
        });
      }),
    );
  });
});

describe('literalReferences', () => {
  test.each([
    ['$a ${b} $a', ['a', 'b']],
    ['$$a', []],
    ['$$$a', ['a']],
    ['$$$$a', ['a']],
    ['$a-b ${a-b}', ['a', 'a-b']],
    ['$ $5 ${_a}', []],
  ])('finds in %j %j', (text, names) => {
    expect(literalReferences(text)).toEqual(names);
  });
});
