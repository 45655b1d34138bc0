import type { ParamDefinitions } from '@rondo/model';
import { expect, test } from 'vitest';
import { cleanupParams } from './cleanup.ts';

test('what needs no cleaning is handed back as it is', () => {
  const params: ParamDefinitions = { a: { type: 'STRING', value: 'x' }, m: { type: 'MAP', value: {} } };
  const result = cleanupParams(params);
  expect(result.ok && result.value).toBe(params);
});

test('an optional map is dropped when all of its entries are', () => {
  const params: ParamDefinitions = {
    m: { type: 'MAP', internal_mode: 'OPTIONAL', value: { a: { type: 'LONG', internal_mode: 'OPTIONAL' } } },
  };
  expect(cleanupParams(params)).toEqual({ ok: true, value: {} });
});

test('a required entry that nobody filled is named with its type', () => {
  const params: ParamDefinitions = {
    kubernetes: { type: 'MAP', value: { image: { type: 'STRING', internal_mode: 'REQUIRED' } } },
  };
  const result = cleanupParams(params);
  expect(result.ok ? '' : result.error.message).toBe('[image] is a required parameter (type=[STRING])');
});
