import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../test/outcome.ts';

const [U, T, C] = ['error UNSUPPORTED', 'error TYPE_MISMATCH', 'error BAD_CAST'];
const OPERANDS = { STRING: "'a'", LONG: '2', DOUBLE: '1.5', BOOLEAN: 'true', NULL: 'null' };

/** Rows are the left operand, columns the right one, both in the order of OPERANDS. */
const TABLES: Record<string, unknown[][]> = {
  '+': [
    ['aa', 'a2', 'a1.5', 'atrue', 'anull'],
    ['2a', 4n, 3.5, T, T],
    ['1.5a', 3.5, 3, C, U],
    [T, T, T, U, T],
    ['nulla', 'null2', 'null1.5', 'nulltrue', 'nullnull'],
  ],
  '-': [
    [U, U, U, U, U],
    [U, 0n, 0.5, T, T],
    [U, -0.5, 0, C, U],
    [T, T, T, U, T],
    [U, U, U, U, U],
  ],
  '<': [
    [U, U, U, U, U],
    [U, false, false, T, T],
    [U, true, false, C, U],
    [T, T, T, U, T],
    [false, false, false, false, false],
  ],
  '>=': [
    [U, U, U, U, U],
    [U, true, true, T, T],
    [U, false, true, C, U],
    [T, T, T, U, T],
    [U, U, U, U, U],
  ],
  '==': [
    [true, T, T, T, false],
    [false, true, false, T, false],
    [false, false, true, C, false],
    [T, T, T, true, false],
    [false, false, false, false, true],
  ],
  '&&': [
    [U, U, U, U, U],
    [U, U, U, T, T],
    [U, U, U, U, U],
    [T, T, T, true, T],
    [U, U, U, U, U],
  ],
};

describe.each(Object.entries(TABLES))('%s', (op, table) => {
  const names = Object.values(OPERANDS);
  it.each(
    names.flatMap((left, i) => names.map((right, j) => [`${left} ${op} ${right}`, table[i]![j]] as const)),
  )('%s', (text, expected) => {
    expect(outcomeOf(`${text};`)).toEqual(expected);
  });
});

describe('operators', () => {
  it.each([
    ['1 + 2 + "a" + 1 + 2;', '3a12'],
    ['-7 / 2;', -3n],
    ['-7 % 2;', -1n],
    ['7.5 % -2;', 1.5],
    ['1 / 0;', 'error DIVISION_BY_ZERO'],
    ['1 % 0;', 'error DIVISION_BY_ZERO'],
    ['1.0 / 0;', Number.POSITIVE_INFINITY],
    ['9223372036854775807 + 1;', -(2n ** 63n)],
    ['-9223372036854775807 - 2;', 2n ** 63n - 1n],
    ['-(-9223372036854775807 - 1);', -(2n ** 63n)],
    ['9007199254740993 == 9007199254740992;', false],
    ['9007199254740993 > 9007199254740992;', true],
    ["1 == '1';", true],
    ['1 < 2 == true;', true],
    ['null == new Map();', false],
    ['Map m; null == m;', true],
    ['null == UUID;', U],
    ["new Map() + 'a';", U],
    ["'a' + new Map();", 'a{}'],
    ["'a' + params;", U],
    ['true || 1 / 0 == 1;', true],
    ['false && null;', false],
    ['false ? 1 / 0 : 2;', 2n],
    ['!1;', U],
    ["-'a';", U],
    ['null ? 1 : 2;', C],
  ])('%s', (text, expected) => {
    expect(outcomeOf(text)).toEqual(expected);
  });
});

describe('variables', () => {
  it.each([
    ['int x = 5; int y = x; y += 1; return x;', 5n],
    ["x = new Map(); y = 123; x.put('foo', y); y = 111; return x;", { foo: 123n }],
    ['x = new int[]{1}; y = x; y[0] = 9; x[0];', 9n],
    ['int s = 0; for (int i = 0; i < 3; i += 1) { int x = 0; x += 1; s += x; } s;', 3n],
    ['double d = 1;', T],
    ['String s = null;', T],
    ['x = null;', U],
    ['x = 1; x = null;', T],
    ["x = 1; x = 'a';", T],
    ['x = 1.0; x += 1;', T],
    ['x += 1;', U],
    ['x = true; x += true;', U],
    ['String s; s += 1; s;', 'null1'],
    ["String = 'x';", U],
    ['int Math = 1;', U],
    ['UUID u = UUID.randomUUID(); u.toString();', 'u-u-i-d'],
    ['u = UUID.randomUUID();', U],
    ["m = new Map(); m['a'] = 1;", C],
    ["m = new Map(); m['a'];", C],
    ['a = new int[2]; a[2];', 'error INDEX_OUT_OF_BOUNDS'],
    ['a = new int[2]; a[0] = null;', T],
    ['new int[-1];', 'error ILLEGAL_ARGUMENT'],
    ['new double[]{1};', T],
    ['new Map[1];', U],
    ['Map[] m;', 'error ILLEGAL_ARGUMENT'],
    ['var x = 1;', U],
  ])('%s', (text, expected) => {
    expect(outcomeOf(text)).toEqual(expected);
  });
});

describe('the result of a program', () => {
  it.each([
    ['', 'VOID'],
    ['1; 2;', 2n],
    ['{ 1; 2; }', 2n],
    ['x = 1; if (true) x = 2;', 'VOID'],
    ['if (true) { return 1; } 2;', 1n],
    ['for (;;) { while (true) { return 7; } }', 7n],
    ["throw 'a' + 1;", 'ERROR a1'],
    ['throw 1;', 'error ILLEGAL_ARGUMENT'],
    ['{ break; }', 'error INVALID_CONTROL_FLOW'],
    ['x = 0; for (i = 0; i < 5; i += 1) { if (i == 1) continue; if (i == 3) break; x += i; } x;', 2n],
  ])('%s', (text, expected) => {
    expect(outcomeOf(text)).toEqual(expected);
  });
});
