import type { Value } from '../values/value.ts';

/** `at` is the UTF-16 offset of the node's significant token in the source. */
export type Expression =
  | { readonly kind: 'literal'; readonly at: number; readonly value: Value }
  | { readonly kind: 'name'; readonly at: number; readonly name: string }
  | { readonly kind: 'unary'; readonly at: number; readonly op: UnaryOperator; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly at: number;
      readonly op: BinaryOperator | '&&' | '||';
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'ternary';
      readonly at: number;
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    }
  | Assignment
  | Suffix
  | {
      readonly kind: 'new-object';
      readonly at: number;
      readonly type: string;
      readonly args: readonly Expression[];
    }
  | { readonly kind: 'new-array'; readonly at: number; readonly type: string; readonly size: Expression }
  | {
      readonly kind: 'array-items';
      readonly at: number;
      readonly type: string;
      readonly items: readonly Expression[];
    };

/** What may follow a receiver. */
export type Suffix =
  | { readonly kind: 'index'; readonly at: number; readonly receiver: Expression; readonly index: Expression }
  | { readonly kind: 'member'; readonly at: number; readonly receiver: Expression; readonly name: string }
  | {
      readonly kind: 'call';
      readonly at: number;
      readonly receiver: Expression;
      readonly name: string;
      readonly args: readonly Expression[];
    };

/** `name = e`, `name[i] = e` and their compound forms. */
export interface Assignment {
  readonly kind: 'assign';
  readonly at: number;
  readonly name: string;
  readonly index: Expression | undefined;
  readonly op: AssignOperator;
  readonly value: Expression;
}

export type UnaryOperator = '-' | '+' | '!';
export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '>' | '<=' | '>=';
export type AssignOperator = '=' | '+=' | '-=' | '*=' | '/=' | '%=';

/** One declared name of `T a = 1, b`. */
export interface Declarator {
  readonly at: number;
  readonly name: string;
  readonly value: Expression | undefined;
}

/** `T a = 1, b;` */
export interface Declaration {
  readonly kind: 'declare';
  readonly at: number;
  readonly type: string;
  readonly isArray: boolean;
  readonly declarators: readonly Declarator[];
}

export type Statement =
  | Declaration
  | { readonly kind: 'block'; readonly at: number; readonly body: readonly Statement[] }
  | { readonly kind: 'expression'; readonly at: number; readonly expression: Expression }
  | {
      readonly kind: 'if';
      readonly at: number;
      readonly arms: readonly { readonly condition: Expression; readonly body: Statement }[];
      readonly otherwise: Statement | undefined;
    }
  | { readonly kind: 'while'; readonly at: number; readonly condition: Expression; readonly body: Statement }
  | {
      readonly kind: 'for';
      readonly at: number;
      readonly init: Declaration | Expression | undefined;
      readonly condition: Expression | undefined;
      readonly step: Expression | undefined;
      readonly body: Statement;
    }
  | { readonly kind: 'break' | 'continue'; readonly at: number }
  | { readonly kind: 'return' | 'throw'; readonly at: number; readonly value: Expression };
