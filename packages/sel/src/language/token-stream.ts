import { SelError } from '../errors.ts';
import type { Token } from './lexer.ts';

const SHOWN: ReadonlyMap<string, string> = new Map([
  ['IDENT', 'a name'],
  ['INT', 'a number'],
  ['FLOAT', 'a number'],
  ['STR', 'a string'],
  ['EOF', 'the end of the text'],
]);

/** Tokens with a reading position, a nesting counter and the error sentences of the parser. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  readonly #nesting: number;
  #at = 0;
  #depth = 0;
  /** Accounted bytes of the literals read so far (spec 12). */
  literalBytes = 0;

  constructor(tokens: readonly Token[], nesting: number) {
    this.#tokens = tokens;
    this.#nesting = nesting;
  }

  get token(): Token {
    return this.peek(0);
  }

  peek(ahead: number): Token {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)]!;
  }

  is(kind: string): boolean {
    return this.token.kind === kind;
  }

  next(): Token {
    const token = this.token;
    if (this.#at < this.#tokens.length - 1) this.#at++;
    return token;
  }

  /** Takes the token if it is of this kind. */
  accept(kind: string): Token | undefined {
    return this.is(kind) ? this.next() : undefined;
  }

  expect(kind: string, where: string): Token {
    return this.accept(kind) ?? this.fail(`expected ${SHOWN.get(kind) ?? `'${kind}'`} ${where}`);
  }

  fail(expected: string): never {
    const { kind, text, at } = this.token;
    const got =
      kind === 'EOF' ? SHOWN.get('EOF') : `'${text.length > 40 ? `${text.slice(0, 40)}...` : text}'`;
    throw new SelError('PARSE', `${expected}, got ${got}`, { offset: at });
  }

  /** Parses one level deeper; refuses beyond the nesting limit instead of exhausting the native stack. */
  nested<T>(read: () => T): T {
    if (++this.#depth > this.#nesting) {
      throw new SelError('LIMIT', `nested deeper than the limit of ${this.#nesting} levels`, {
        offset: this.token.at,
      });
    }
    const result = read();
    this.#depth--;
    return result;
  }
}
