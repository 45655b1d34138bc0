import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, evaluate, parse, run, SelError } from '../index.ts';

const LIMITS = { ...DEFAULT_LIMITS, visit: 20_000, memory: 1_000_000, loop: 200, array: 200 };
const environment = { now: 1_700_000_000_000, random: () => 0.5, randomUuid: () => 'u' };
const inputs = {
  get: (name: string) => (name === 'p' ? ({ type: 'LONG', value: 7n } as const) : undefined),
};

/** The type of the value, or the code of the error; anything else is a defect and passes through. */
function outcome(text: string): string {
  try {
    return run(parse(text, LIMITS), inputs, environment, {}, LIMITS).type;
  } catch (error) {
    if (error instanceof SelError) return error.code;
    throw error;
  }
}

const name = fc.constantFrom(
  'x',
  'y',
  'a',
  'm',
  's',
  'p',
  'params',
  'Util',
  'String',
  'DateTime',
  'Math',
  'Days',
  'unknown',
);
const literal = fc.oneof(
  fc.integer({ min: 0, max: 300 }).map(String),
  fc.constantFrom(
    '9223372036854775807',
    '1.5',
    '1e300',
    'true',
    'false',
    'null',
    "''",
    "'abc'",
    "'2019-01-01'",
    "'yyyyMMdd'",
  ),
);
const type = fc.constantFrom('int', 'String', 'double', 'boolean', 'Map', 'DateTime', 'DateTimeZone', 'Foo');
const methodName = fc.constantFrom(
  ...'length substring split replaceAll format valueOf join get put size plusDays withDayOfMonth toString getMillis'.split(
    ' ',
  ),
  ...'forID forPattern parseDateTime print monthOfYear getAsText intsBetween dateIntsBetween toJson min pow escape'.split(
    ' ',
  ),
);

const { statement } = fc.letrec<{ expression: string; statement: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    literal,
    name,
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('+', '-', '*', '/', '%', '==', '!=', '<', '>=', '&&', '||'),
        tie('expression'),
      )
      .map((parts) => `(${parts.join(' ')})`),
    fc.tuple(fc.constantFrom('-', '+', '!'), tie('expression')).map(([op, e]) => `${op} ${e}`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, i]) => `(${a})[${i}]`),
    fc
      .tuple(tie('expression'), methodName, fc.array(tie('expression'), { maxLength: 3 }))
      .map(([r, m, args]) => `(${r}).${m}(${args.join(', ')})`),
    fc
      .tuple(name, fc.constantFrom('=', '+=', '-='), tie('expression'))
      .map(([n, op, e]) => `(${n} ${op} ${e})`),
    fc
      .tuple(type, fc.array(tie('expression'), { maxLength: 3 }))
      .map(([t, items]) => `new ${t}[]{${items.join(', ')}}`),
    fc
      .tuple(
        fc.constantFrom('String', 'Map', 'DateTime', 'Integer'),
        fc.array(tie('expression'), { maxLength: 2 }),
      )
      .map(([t, args]) => `new ${t}(${args.join(', ')})`),
  ),
  statement: fc.oneof(
    { maxDepth: 3 },
    tie('expression').map((e) => `${e};`),
    fc.tuple(type, name, tie('expression')).map(([t, n, e]) => `${t} ${n} = ${e};`),
    fc
      .tuple(tie('expression'), tie('statement'), tie('statement'))
      .map(([c, a, b]) => `if (${c}) { ${a} } else { ${b} }`),
    fc.tuple(tie('expression'), tie('statement')).map(([c, body]) => `while (${c}) { ${body} }`),
    fc.tuple(tie('statement')).map(([body]) => `for (i = 0; i < 20; i += 1) { ${body} }`),
    fc.constantFrom('break;', 'continue;'),
    tie('expression').map((e) => `return ${e};`),
    tie('expression').map((e) => `throw ${e};`),
  ),
}));
const program = fc.array(statement, { maxLength: 6 }).map((statements) => statements.join('\n'));

describe('any text', () => {
  it('made from the grammar parses, and ends with a value or an error of the language', () => {
    fc.assert(
      fc.property(program, (text) => {
        fc.pre(text.length < 9000);
        // Numbers can be out of range, nothing else may fail before the run.
        expect(outcome(text)).not.toBe('PARSE');
      }),
      { numRuns: 1500 },
    );
  });

  it('mutated from a program ends with a value or an error of the language', () => {
    const edit = fc.tuple(
      fc.nat(),
      fc.nat({ max: 12 }),
      fc.oneof(
        fc.string({ maxLength: 4 }),
        fc.constantFrom('(', ')', '[', '{', '}', ';', "'", '"', '\\', '\\u', '.', '0x', '//', '/*', '=', '+'),
      ),
    );
    fc.assert(
      fc.property(program, fc.array(edit, { minLength: 1, maxLength: 4 }), (text, edits) => {
        let mutated = text;
        for (const [at, removed, added] of edits) {
          const start = mutated.length === 0 ? 0 : at % mutated.length;
          mutated = mutated.slice(0, start) + added + mutated.slice(start + removed);
        }
        expect(outcome(mutated)).toMatch(/^[A-Z_]+$/);
      }),
      { numRuns: 1500 },
    );
  });

  it('of any characters ends with a value or an error of the language, which says where', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        try {
          evaluate(text, inputs, environment, {}, LIMITS);
        } catch (error) {
          if (!(error instanceof SelError)) throw error;
          expect(error.code).toBe('INVALID_EXPRESSION');
          if (error.cause instanceof SelError && error.cause.code === 'PARSE') {
            expect(error.line).toBeGreaterThan(0);
            expect(error.column).toBeGreaterThan(0);
          }
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('gives the same result each time it is run', () => {
    fc.assert(
      fc.property(program, (text) => {
        expect(outcome(text)).toBe(outcome(text));
      }),
      { numRuns: 300 },
    );
  });
});
