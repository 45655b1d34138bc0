import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRegex } from './compile.ts';
import { RegexRun } from './match.ts';
import { replaceAll, split } from './replace.ts';

function replaced(pattern: string, text: string, replacement: string): string {
  const regex = compileRegex(pattern);
  return replaceAll(regex, new RegexRun(regex, text, () => undefined), text, replacement, () => undefined);
}

function parts(pattern: string, text: string, limit = 0): string[] {
  return split(new RegexRun(compileRegex(pattern), text, () => undefined), text, limit, () => undefined);
}

describe('matching', () => {
  it('agrees with the platform on patterns that both dialects read alike', () => {
    const atom = fc.constantFrom(
      'a',
      'b',
      'c',
      '.',
      '[ab]',
      '[^a]',
      '\\d',
      '\\w',
      '(a)',
      '(?:b|c)',
      '(a|ab)',
      '(?=b)',
      '(?!a)',
      '\\b',
    );
    const piece = fc
      .tuple(atom, fc.constantFrom('', '', '*', '+', '?', '*?', '+?', '{2}', '{1,2}', '{1,}'))
      .map(([a, q]) => (/^(\(\?[=!]|\\b)/.test(a) ? a : a + q));
    const pattern = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(
        pattern,
        fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', ' '), maxLength: 10 }),
        (p, text) => {
          expect(replaced(p, text, '<$0>')).toBe(text.replace(new RegExp(p, 'g'), (match) => `<${match}>`));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('never takes more steps than a small multiple of the text without back-references', () => {
    for (const pattern of [
      '(a+)+$',
      '(a|aa)*\\z',
      '(a*)*b',
      '(a|a)*b',
      '((a+)*)*b',
      '(.*)(.*)(.*)(.*)x',
      '(a?){30}a{30}b',
    ]) {
      const text = 'a'.repeat(2000);
      let steps = 0;
      const run = new RegexRun(compileRegex(pattern), `${text}!`, (count) => {
        steps += count;
      });
      run.find(0);
      run.settle();
      expect(steps, pattern).toBeLessThan(1000 * text.length);
    }
  });

  it.each([
    ['(?i)B', 'abc', 'a<>c'],
    ['(?-i)B', 'abc', 'abc'],
    ['a(?i:B)', 'aBab', '<><>'],
    ['(?<=foo)bar', 'foobar bar', 'foo<> bar'],
    ['(?<!foo)bar', 'foobar bar', 'foobar <>'],
    ['a++a', 'aaa', 'aaa'],
    ['(?>a|ab)c', 'abc', 'abc'],
    ['\\Qa.b\\E+', 'a.bbb a.b', '<> <>'],
    ['\\x41\\u0042\\t', 'AB\t', '<>'],
    ['[a-c&&[^b]]', 'abc', '<>b<>'],
    ['[]a]', ']a', '<><>'],
    ['[\\w&&\\D]', 'a1', '<>1'],
    ['\\p{Upper}\\P{L}', 'A1', '<>'],
    ['\\p{IsLu}', 'Éé', '<>é'],
    ['(?s).', '\n', '<>'],
    ['.', '\r\u2028x', '\r\u2028<>'],
    ['(?m)^a$', 'a\na', '<>\n<>'],
    ['a$', 'a\n', '<>\n'],
    ['a\\z', 'a\n', 'a\n'],
    ['(?x) a b # comment', 'ab', '<>'],
    ['\\R', '\r\n\n', '<><>'],
    ['(a)(b)?\\2', 'ab', 'ab'],
    ['(a)\\1', 'aa', '<>'],
    ['(?<n>a)\\k<n>', 'aa', '<>'],
    ['\\h\\v', ' \n', '<>'],
    ['[^\\S ]', ' \t', ' <>'],
    ['.', '😀', '<>'],
  ])('%s on %j', (pattern, text, expected) => {
    expect(replaced(pattern, text, '<>')).toBe(expected);
  });

  it.each([
    '(',
    ')',
    '[',
    '[]',
    'a**',
    '*a',
    'a{2,1}',
    'a{',
    '\\',
    '\\y',
    '(?<a>x)(?<a>y)',
    '\\k<none>',
    '(?P<x>a)',
    '\\p{IsHan}',
    '[z-a]',
    '(?<=a*)b',
    '(?<=(a)\\1)b',
    'a{100000}',
    '((((a{99}){99}){99}){99})',
    '\\G',
    '('.repeat(200),
    'a'.repeat(3000),
  ])('refuses %s with the reason', (pattern) => {
    expect(() => compileRegex(pattern)).toThrow(/regular expression/);
  });
});

describe('replacements', () => {
  it('refer to groups by number and name', () => {
    expect(replaced('(a)(?<x>b)', 'ab', `$2$1\${x}$0\\$`)).toBe('babab$');
    expect(replaced('(a)', 'a', '$12')).toBe('a2');
    expect(replaced('(a)|b', 'b', '[$1]')).toBe('[]');
  });

  it('are refused when malformed, but only if something matches', () => {
    for (const bad of ['$', '$2', `\${y}`, '\\', '${']) {
      expect(() => replaced('(a)', 'a', bad), bad).toThrow(/replacement/);
      expect(replaced('(a)', 'z', bad)).toBe('z');
    }
  });

  it('are made at every empty match', () => {
    expect(replaced('b*', 'abc', '-')).toBe('-a--c-');
  });
});

describe('splitting', () => {
  it.each([
    [',', 'a,b,,c,,', 0, ['a', 'b', '', 'c']],
    [',', 'a,b,,c,,', -1, ['a', 'b', '', 'c', '', '']],
    [',', 'a,b,c', 2, ['a', 'b,c']],
    ['', 'abc', 0, ['a', 'b', 'c']],
    ['', 'abc', -1, ['a', 'b', 'c', '']],
    ['a', 'aaa', 0, []],
    [',', '', 0, ['']],
    [',', ',a', 0, ['', 'a']],
    ['(?=X)', 'XaX', 0, ['Xa', 'X']],
    ['o', 'boo:and:foo', 5, ['b', '', ':and:f', '', '']],
  ])('%j over %j with limit %i', (pattern, text, limit, expected) => {
    expect(parts(pattern, text, limit)).toEqual(expected);
  });
});
