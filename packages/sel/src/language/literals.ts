import { SelError } from '../errors.ts';
import { parseLong } from '../values/number-text.ts';
import { DoubleValue, type Value } from '../values/value.ts';
import type { Token } from './lexer.ts';

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['n', '\n'],
  ['t', '\t'],
  ['f', '\f'],
  ['r', '\r'],
  ['\\', '\\'],
  ['"', '"'],
  ["'", "'"],
]);

/** The value of an INT, FLOAT or STR token; throws NUMBER_FORMAT or, for an octal escape, ILLEGAL_ARGUMENT (spec 2.5-2.7). */
export function literalOf(token: Token): Value {
  if (token.kind === 'STR') return stringOf(token);
  if (token.kind === 'FLOAT') return new DoubleValue(Number(token.text.replace(/[fFdD]$/, '')));
  const digits = token.text.replace(/[lL]$/, '');
  if (/^0[xX]/.test(digits)) {
    throw new SelError(
      'NUMBER_FORMAT',
      `'${token.text}': write the number in decimal, hexadecimal is not supported`,
      {
        offset: token.at,
      },
    );
  }
  const value = parseLong(digits);
  if (value === undefined) {
    throw new SelError('NUMBER_FORMAT', `'${token.text}' is larger than 9223372036854775807`, {
      offset: token.at,
    });
  }
  return value;
}

function stringOf(token: Token): string {
  const body = token.text.slice(1, -1);
  if (!body.includes('\\')) return body;
  return body.replace(/\\(.)/gs, (written, letter: string) => {
    const unit = ESCAPES.get(letter);
    if (unit !== undefined) return unit;
    throw new SelError(
      'ILLEGAL_ARGUMENT',
      `octal escape '${written}' is not supported, use \\u and 4 hex digits`,
      {
        offset: token.at,
      },
    );
  });
}
