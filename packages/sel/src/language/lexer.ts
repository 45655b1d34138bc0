import { SelError } from '../errors.ts';

/** Operators, separators and keywords are their own kind. */
export interface Token {
  readonly kind: string;
  readonly text: string;
  readonly at: number;
}

const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'abstract boolean break byte case catch char class const continue default do double else extends false final ' +
    'finally float for goto if implements import instanceof int interface long native new null package private ' +
    'protected public return short static super switch synchronized this throw throws transient true try void ' +
    'volatile while'
  ).split(' '),
);

const LETTERS =
  '$_A-Za-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u1FFF\\u3040-\\u318F\\u3300-\\u337F\\u3400-\\u3D2D\\u4E00-\\u9FFF\\uF900-\\uFAFF';
const DIGITS =
  '0-9\\u0660-\\u0669\\u06F0-\\u06F9\\u0966-\\u096F\\u09E6-\\u09EF\\u0A66-\\u0A6F\\u0AE6-\\u0AEF\\u0B66-\\u0B6F\\u0BE7-\\u0BEF' +
  '\\u0C66-\\u0C6F\\u0CE6-\\u0CEF\\u0D66-\\u0D6F\\u0E50-\\u0E59\\u0ED0-\\u0ED9\\u1040-\\u1049';

const IDENTIFIER = new RegExp(`[${LETTERS}][${LETTERS}${DIGITS}]*`, 'y');
const BLANK = /[ \t\n\r\f]+/y;
const LINE_COMMENT = /\/\/[^\r\n]*/y;
const BLOCK_COMMENT = /\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//y;
const FLOAT =
  /[0-9]+\.[0-9]*(?:[eE][+-]?[0-9]+)?[fFdD]?|\.[0-9]+(?:[eE][+-]?[0-9]+)?[fFdD]?|[0-9]+[eE][+-]?[0-9]+[fFdD]?|[0-9]+[fFdD]/y;
const INTEGER = /0[xX][0-9a-fA-F]+[lL]?|[1-9][0-9]*[lL]?|0[0-7]*[lL]?/y;
const OPERATOR =
  />>>=|<<=|>>=|>>>|==|<=|>=|!=|\|\||&&|\+\+|--|\+=|-=|\*=|\/=|&=|\|=|\^=|%=|<<|>>|[(){}[\];,.=><!~?:+\-*/&|^%]/y;
const STRING_BODY = {
  "'": /(?:[^'\\\r\n]|\\(?:[0-3][0-7]{2}|[0-7]{1,2}|[bntfr\\'"]))*/y,
  '"': /(?:[^"\\\r\n]|\\(?:[0-3][0-7]{2}|[0-7]{1,2}|[bntfr\\'"]))*/y,
};

/** Splits the text into tokens, ending with one of kind EOF; throws PARSE with the offset (spec 2). */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const blank =
      matchAt(BLANK, text, at) ?? matchAt(LINE_COMMENT, text, at) ?? matchAt(BLOCK_COMMENT, text, at);
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    if (text.startsWith('/*', at))
      throw new SelError('PARSE', 'this comment is never closed', { offset: at });
    const token = readToken(text, at);
    tokens.push(token);
    at += token.text.length;
  }
  tokens.push({ kind: 'EOF', text: '', at: text.length });
  return tokens;
}

function readToken(text: string, at: number): Token {
  const first = text[at]!;
  if (first === "'" || first === '"') return readString(text, at, first);
  const word = matchAt(IDENTIFIER, text, at);
  if (word !== undefined) return { kind: KEYWORDS.has(word) ? word : 'IDENT', text: word, at };
  const float = matchAt(FLOAT, text, at);
  const integer = matchAt(INTEGER, text, at);
  if (float !== undefined && float.length > (integer?.length ?? 0)) return { kind: 'FLOAT', text: float, at };
  if (integer !== undefined) return { kind: 'INT', text: integer, at };
  const operator = matchAt(OPERATOR, text, at);
  if (operator !== undefined) return { kind: operator, text: operator, at };
  throw new SelError('PARSE', `unexpected character ${JSON.stringify(first)}`, { offset: at });
}

function readString(text: string, at: number, quote: "'" | '"'): Token {
  const body = matchAt(STRING_BODY[quote], text, at + 1) ?? '';
  const end = at + 1 + body.length;
  if (text[end] === quote) return { kind: 'STR', text: text.slice(at, end + 1), at };
  if (text[end] === '\\') {
    throw new SelError('PARSE', `unknown escape ${JSON.stringify(text.slice(end, end + 2))} in a string`, {
      offset: end,
    });
  }
  throw new SelError('PARSE', `this string is never closed with ${quote}`, { offset: at });
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
