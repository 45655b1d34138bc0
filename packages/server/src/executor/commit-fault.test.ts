import { expect, test } from 'vitest';
import { commitFaultOf } from './commit-fault.ts';

const withCode = (code: string) => Object.assign(new Error(code), { code });

test.each([
  ['22012', 'fenced'],
  ['22P05', 'data'],
  ['23505', 'data'],
  ['54000', 'data'],
  ['P0001', 'data'],
  ['ERR_STRING_TOO_LONG', 'data'],
  ['57014', 'passing'],
  ['57P01', 'passing'],
  ['28P01', 'passing'],
  ['3D000', 'passing'],
  ['42P01', 'passing'],
  ['53100', 'passing'],
  ['58030', 'passing'],
  ['ECONNREFUSED', 'passing'],
  ['ENOENT', 'passing'],
  ['EMFILE', 'passing'],
])('a commit that failed with %s is %s', (code, fault) => {
  expect(commitFaultOf(withCode(code))).toBe(fault);
});

test('an exception without a code was thrown while the rows were made', () => {
  expect(commitFaultOf(new RangeError('Invalid string length'))).toBe('data');
});

test('a lost connection, which has no code, is passing', () => {
  expect(commitFaultOf(new Error('Connection terminated unexpectedly'))).toBe('passing');
});
