/** Whether a code point belongs. */
export type CharTest = (codePoint: number) => boolean;

/** A parsed regular expression. */
export type RegexNode =
  | { readonly kind: 'empty' }
  | { readonly kind: 'never' }
  | { readonly kind: 'char'; readonly test: CharTest }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly options: readonly RegexNode[] }
  | { readonly kind: 'capture'; readonly index: number; readonly body: RegexNode }
  | {
      readonly kind: 'repeat';
      readonly body: RegexNode;
      readonly min: number;
      readonly max: number;
      readonly mode: 'greedy' | 'lazy' | 'possessive';
    }
  | { readonly kind: 'assert'; readonly test: Assertion }
  | { readonly kind: 'back-reference'; readonly index: number; readonly ignoreCase: boolean }
  | { readonly kind: 'atomic'; readonly body: RegexNode }
  | {
      readonly kind: 'look';
      readonly body: RegexNode;
      readonly isAhead: boolean;
      readonly isNegative: boolean;
    };

/** A condition on a position that takes no characters. */
export type Assertion = (text: string, at: number) => boolean;
