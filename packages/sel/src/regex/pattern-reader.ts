import { SelError } from '../errors.ts';

/** Flags in force while reading. */
export interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly x: boolean;
  readonly d: boolean;
}

/** A reading position in a pattern, with what is in force there. */
export class PatternReader {
  readonly pattern: string;
  readonly groupNames = new Map<string, number>();
  at = 0;
  groups = 0;
  depth = 0;
  flags: Flags = { i: false, m: false, s: false, x: false, d: false };

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  get isDone(): boolean {
    return this.at >= this.pattern.length;
  }

  startsWith(text: string): boolean {
    return this.pattern.startsWith(text, this.at);
  }

  accept(text: string): boolean {
    if (!this.startsWith(text)) return false;
    this.at += text.length;
    return true;
  }

  expect(text: string, what: string): void {
    if (!this.accept(text)) this.fail(`expected '${text}' ${what}`);
  }

  /** The next code point. */
  next(): number {
    const point = this.pattern.codePointAt(this.at);
    if (point === undefined) return this.fail('the pattern ends too early');
    this.at += point > 0xffff ? 2 : 1;
    return point;
  }

  /** Takes what a sticky expression of ours matches here. */
  match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.at;
    const match = expression.exec(this.pattern);
    if (match === null) return undefined;
    this.at += match[0].length;
    return match;
  }

  fail(reason: string): never {
    const shown = this.pattern.length > 60 ? `${this.pattern.slice(0, 60)}...` : this.pattern;
    throw new SelError(
      'ILLEGAL_ARGUMENT',
      `the regular expression '${shown}' is not usable at ${this.at + 1}: ${reason}`,
    );
  }

  /** Reads one level deeper, within a fixed bound. */
  nested<T>(read: () => T): T {
    if (++this.depth > 100) this.fail('it is nested deeper than 100 levels');
    const result = read();
    this.depth--;
    return result;
  }
}
