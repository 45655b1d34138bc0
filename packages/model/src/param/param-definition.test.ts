import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { paramDefinitionSchema } from './param-definition.ts';

const literalOf = (type: string, value: unknown) => paramDefinitionSchema.parse({ type, value }).value;
const problemOf = (type: string, value: unknown) => {
  const issue = paramDefinitionSchema.safeParse({ type, value }).error?.issues[0];
  return issue === undefined ? undefined : `${issue.path.join('.')}: ${issue.message}`;
};

describe('a literal', () => {
  it('LONG reads numeric text, truncates fractions and holds 64 bits', () => {
    expect(literalOf('long', '234')).toBe(234);
    expect(literalOf('LONG', -1.9)).toBe(-1);
    expect(Object.is(literalOf('LONG', -0.5), 0)).toBe(true);
    expect(literalOf('LONG', '9223372036854775807')).toBe(9223372036854775807n);
    expect(problemOf('LONG', 2n ** 63n)).toBe('value: must be a 64-bit LONG, not 9223372036854775808');
    expect(problemOf('LONG', '1.9')).toBe('value: must be a LONG, not "1.9"');
    expect(problemOf('LONG', true)).toBe('value: must be a LONG, not true');
  });

  it('DOUBLE is a number, or text where a number would lose digits', () => {
    expect(literalOf('DOUBLE', '2.50')).toBe(2.5);
    expect(literalOf('DOUBLE', '1e400')).toBe('1e400');
    expect(literalOf('DOUBLE', '1.00000000000000000001')).toBe('1.00000000000000000001');
    expect(literalOf('DOUBLE', '-12.5E-3')).toBe(-0.0125);
    expect(literalOf('DOUBLE', 9007199254740993n)).toBe('9007199254740993');
    expect(problemOf('DOUBLE', 'one')).toBe('value: must be a DOUBLE, not "one"');
  });

  it('in a list or map is told by its place', () => {
    expect(problemOf('LONG_ARRAY', [1, 'x'])).toBe('value.1: must be a LONG, not "x"');
    expect(problemOf('STRING_MAP', { a: { b: 'c' } })).toBe('value.a: must be a STRING, not {"b":"c"}');
    expect(problemOf('MAP', { a: { type: 'LONG', value: 'x' } })).toBe(
      'value.a.value: must be a LONG, not "x"',
    );
    expect(problemOf('MAP', 5)).toBe('value: must be a MAP, not 5');
  });

  it('null elements become 0, false or stay null', () => {
    expect(literalOf('LONG_ARRAY', [null, 2])).toEqual([0, 2]);
    expect(literalOf('BOOLEAN_ARRAY', [null])).toEqual([false]);
    expect(literalOf('STRING_ARRAY', [null, 1])).toEqual([null, '1']);
  });
});

describe('a definition', () => {
  it('keeps what it does not know as metadata, and writes names in their canonical form', () => {
    const read = paramDefinitionSchema.parse({
      type: 'string',
      value: 'x',
      mode: 'constant',
      tags: ['t', { name: 'u', namespace: 'system', permit: 5 }],
      source: 'launch',
      note: { any: 'thing' },
    });
    expect(read).toEqual({
      type: 'STRING',
      value: 'x',
      mode: 'CONSTANT',
      tags: [{ name: 't' }, { name: 'u', namespace: 'SYSTEM' }],
      source: 'LAUNCH',
      note: { any: 'thing' },
    });
  });

  it('without a known type or mode is refused', () => {
    expect(paramDefinitionSchema.safeParse({ value: 1 }).success).toBe(false);
    expect(paramDefinitionSchema.safeParse({ type: 'TEXT', value: 1 }).success).toBe(false);
    expect(paramDefinitionSchema.safeParse({ type: 'LONG', value: 1, mode: 'FREE' }).success).toBe(false);
  });
});

const file = new URL('../../../../../shared/cases/param-cases.json', import.meta.url);
if (!existsSync(file)) process.stdout.write('skipped: the param JSON cases, ../shared/cases is not there\n');

interface Case {
  id: string;
  kind: string;
  params: unknown;
  expected?: unknown;
}
const cases: Case[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];

describe.runIf(cases.length > 0)('the recorded JSON facts', () => {
  it.each(cases.filter(({ kind }) => kind === 'param-serde'))('$id', ({ params, expected }) => {
    const read = paramDefinitionSchema.safeParse(params);
    expect(read.success).toBe(expected !== undefined);
    if (read.success) expect(JSON.parse(JSON.stringify(read.data))).toEqual(expected);
  });
});
