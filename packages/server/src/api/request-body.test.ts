import { endpoints } from '@rondo/model';
import { describe, expect, test } from 'vitest';
import { readBody } from './request-body.ts';

const read = (text: unknown, type: string | undefined = 'application/json') =>
  readBody(endpoints.startWorkflow, type, text);
const LIMIT = 100;
const nested = (depth: number) => `${'{"a":['.repeat(depth / 2)}${']}'.repeat(depth / 2)}`;

describe('a JSON body', () => {
  test('may name its character set, in any case', () => {
    expect(read('{"a":1}', 'Application/JSON; charset=utf-8')).toEqual({ a: 1 });
  });

  test('keeps integers beyond the safe range exact', () => {
    expect(read('{"n":9223372036854775807}')).toEqual({ n: 9223372036854775807n });
  });

  test('may be nested up to the limit and no deeper', () => {
    expect(() => read(nested(LIMIT))).not.toThrow();
    expect(() => read(nested(LIMIT + 2))).toThrow(`deeper than ${LIMIT} levels`);
  });

  test('may hold any number of brackets in texts', () => {
    const text = JSON.stringify({ a: `\\"${'[{'.repeat(500)}`, b: '\\' });
    expect(read(text)).toEqual(JSON.parse(text));
  });

  test.each([
    ['', 'no body'],
    [undefined, 'no body'],
    ['{"a":', 'not JSON'],
    ['{"a":1}}', 'not JSON'],
  ])('%j is refused: %s', (text, reason) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining(reason) }),
    );
  });

  test('of another type is refused with the type that is expected', () => {
    expect(() => read('{}', 'text/plain')).toThrow('must be application/json, not [text/plain]');
  });
});

test('a body that an endpoint does not take is not looked at', () => {
  expect(readBody(endpoints.deactivateWorkflow, 'text/xml', '<x/>')).toBeUndefined();
});
