import { describe, expect, it } from 'vitest';
import {
  evaluate,
  formatText,
  freeNames,
  parse,
  parseExpressionText,
  prepare,
  run,
  type SelData,
  SelError,
  type SelHost,
  toJson,
} from './index.ts';

const environment = { now: 1_546_300_800_000, random: () => 0.25, randomUuid: () => 'u-u-i-d' };
const none = { get: () => undefined };

function failure(work: () => unknown): SelError {
  try {
    work();
  } catch (error) {
    if (error instanceof SelError) return error;
    throw error;
  }
  throw new Error('expected a failure');
}

function value(text: string, host?: SelHost): unknown {
  return evaluate(text, none, environment, host).value;
}

describe('prepare', () => {
  it.each([
    [' 1 + 1 ', '1 + 1;'],
    ['1;', '1;'],
    ['', ''],
    ['if (true) { return 1; }', 'if (true) { return 1; }'],
    ['new int[]{1}', 'new int[]{1};'],
    ['{"a": 1}', '{"a": 1};'],
    ['broken }', 'broken }'],
    ["'}'", "'}';"],
  ])('%j becomes %j', (text, expected) => {
    expect(prepare(text)).toBe(expected);
  });
});

describe('evaluate', () => {
  it('gives plain data', () => {
    expect(evaluate('1 + 1', none, environment)).toEqual({ type: 'LONG', value: 2n });
    expect(evaluate("m = new Map(); m.put('a', 1.5); m", none, environment)).toEqual({
      type: 'MAP',
      value: new Map([['a', { type: 'DOUBLE', value: 1.5 }]]),
    });
    expect(evaluate('String s; return s;', none, environment)).toEqual({ type: 'NULL', value: null });
    expect(evaluate('Map m; return m;', none, environment)).toEqual({ type: 'NULL', value: null });
  });

  it('refuses every other kind of result as a mistake of the client', () => {
    const texts = [
      'null',
      '',
      'x = 1; if (true) x = 2;',
      'new DateTime(0L)',
      'params',
      'DateTimeZone.UTC',
      'UUID.randomUUID()',
    ];
    for (const text of texts) expect(failure(() => value(text)).code, text).toBe('INVALID_EXPRESSION');
    for (const entry of ['null', 'new DateTime(0L)', 'params']) {
      expect(failure(() => value(`m = new Map(); m.put('a', ${entry}); m`)).code).toBe('INVALID_EXPRESSION');
    }
  });

  it('passes on what a program throws as the message', () => {
    expect(failure(() => value("throw 'no ' + 'data'")).message).toBe('no data');
  });

  it('keeps the failure, its code and its place', () => {
    const error = failure(() => value('x = 1;\n  x + true'));
    expect(error).toMatchObject({ code: 'INVALID_EXPRESSION', line: 2, column: 5 });
    expect(error.cause).toMatchObject({ code: 'TYPE_MISMATCH' });
  });

  it('says when the budget was what ended it', () => {
    const limits = { stack: 128, loop: 1e9, array: 10, length: 1000, visit: 1000, memory: 1e6, nesting: 100 };
    const error = failure(() => evaluate('while (true) 1;', none, environment, {}, limits));
    expect(error.overBudget).toBe(true);
    expect(failure(() => value('1/0')).overBudget).toBeUndefined();
  });
});

describe('errors', () => {
  const place = (text: string) => {
    const { line, column } = failure(() => run(parse(text), none, environment));
    return [line, column];
  };

  it('point at the written text, also behind unicode escapes and line breaks', () => {
    expect(place('1 +\n  ;')).toEqual([2, 3]);
    expect(place("'\\u0041' -\r\n 1;")).toEqual([1, 10]);
    expect(place('a = 1;\n\nb = a.foo();')).toEqual([3, 7]);
    expect(place('1;\n\\u00zz;')).toEqual([2, 1]);
    expect(place("'abc")).toEqual([1, 1]);
  });

  it('say what was expected and what was found', () => {
    expect(failure(() => parse('f(x);')).message).toContain("expected ';' after the expression, got '('");
    expect(failure(() => parse('x = ')).message).toContain('expected an expression, got the end of the text');
    expect(failure(() => parse('for (i = 0, j = 1;;) {}')).message).toContain("got ','");
  });

  it('name the nearest thing that is known', () => {
    const message = (text: string) => failure(() => run(parse(text), none, environment)).message;
    expect(message("Strin.valueOf('a');")).toContain("no variable or input 'Strin' - did you mean 'String'?");
    expect(message("'a'.lenght();")).toContain("did you mean 'length'?");
    expect(message('new Dattime();')).toContain("did you mean 'DateTime'?");
    expect(message("DateTimeZone.forID('Europe/Berln');")).toContain("did you mean 'Europe/Berlin'?");
    expect(message('Util.dateIntTots(1);')).toContain("did you mean 'dateIntToTs'?");
    expect(message('qqqqqq.x();')).not.toContain('did you mean');
  });
});

describe('free names', () => {
  it.each([
    ['x += 1; x;', ['x']],
    ['x = x + 1;', []],
    ['y = x; x += 1;', ['x']],
    ['b + a + b;', ['b', 'a']],
    ['if (false) missing; 1;', ['missing']],
    ['params.get(k) + Foo.bar(z).w;', ['params', 'k', 'Foo', 'z']],
    ['int i = n; for (int j = i; j < m; j += step) q[j] = v;', ['n', 'm', 'step', 'v']],
    ['String.valueOf(Math.max(1, a)) + System.currentTimeMillis();', ['a']],
  ])('of %s', (text, expected) => {
    expect(freeNames(parse(text))).toEqual(expected);
  });

  it('are found through long chains', () => {
    expect(freeNames(parse(`a${'+b'.repeat(4000)};`))).toEqual(['a', 'b']);
  });

  it('come from an expression as evaluate reads it', () => {
    expect(freeNames(parseExpressionText('a + 1'))).toEqual(['a']);
    expect(failure(() => parseExpressionText('1 +')).code).toBe('INVALID_EXPRESSION');
  });
});

describe('the host', () => {
  const host: SelHost = {
    call: (name, args) => {
      if (name === 'fails') throw new Error('the store is away');
      if (name === 'refuses') throw new SelError('UNSUPPORTED', 'not in this scope');
      return { type: 'STRING', value: `${name}(${args.join()})` };
    },
    functions: {
      twice: ([arg]) => ({ type: 'LONG', value: 2n * (arg as SelData & { type: 'LONG' }).value }),
      tsToDateInt: () => ({ type: 'STRING', value: 'overridden' }),
    },
  };

  it('answers calls on params with up to 3 strings', () => {
    expect(value("params.getFromStep('a', 'b')", host)).toBe('getFromStep(a,b)');
    for (const args of ['1', "'a', null", "'a', 'b', 'c', 'd'"]) {
      expect(failure(() => value(`params.getFromStep(${args})`, host)).cause).toMatchObject({
        code: 'UNSUPPORTED',
      });
    }
    expect(failure(() => value('params.nextUniqueId()')).cause).toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('has its failures wrapped, and its refusals passed on', () => {
    const wrapped = failure(() => run(parse('params.fails();'), none, environment, host));
    expect([wrapped.code, (wrapped.cause as Error).message]).toEqual(['INTERNAL', 'the store is away']);
    expect(failure(() => run(parse('params.refuses();'), none, environment, host)).code).toBe('UNSUPPORTED');
  });

  it('adds functions to Util, and may replace the built-in ones', () => {
    expect(value('Util.twice(21)', host)).toBe(42n);
    expect(value('Util.tsToDateInt(0)', host)).toBe('overridden');
    expect(failure(() => value('Util.constructor(1)', host)).cause).toMatchObject({ code: 'UNSUPPORTED' });
    expect(failure(() => value('Util.twice(new DateTime(0L))', host)).cause).toMatchObject({
      code: 'UNSUPPORTED',
    });
  });
});

describe('inputs', () => {
  it('are asked for only when read', () => {
    const asked: string[] = [];
    const inputs = {
      get: (name: string): SelData => {
        asked.push(name);
        return { type: 'LONG', value: 1n };
      },
    };
    evaluate('true ? a : b', inputs, environment);
    expect(asked).toEqual(['a']);
  });

  it('refuse a map entry without value', () => {
    const inputs = {
      get: () => ({ type: 'MAP', value: new Map([['k', { type: 'NULL', value: null }]]) }) as SelData,
    };
    expect(failure(() => evaluate('m', inputs, environment)).cause).toMatchObject({
      code: 'ILLEGAL_ARGUMENT',
    });
  });
});

describe('text and JSON', () => {
  const map: SelData = {
    type: 'MAP',
    value: new Map<string, SelData>([
      ['a "q"', { type: 'DOUBLE_ARRAY', value: [1, 1e7] }],
      ['b', { type: 'LONG', value: 2n ** 62n }],
      ['c', { type: 'STRING_ARRAY', value: ['x', null] }],
    ]),
  };

  it('of plain data', () => {
    expect(formatText(map)).toBe('{a "q"=[1.0, 1.0E7], b=4611686018427387904, c=[x, null]}');
    expect(toJson(map)).toBe('{"a \\"q\\"":[1.0,1.0E7],"b":4611686018427387904,"c":["x",null]}');
    expect(toJson({ type: 'DOUBLE', value: Number.NaN })).toBe('"NaN"');
    expect(formatText({ type: 'STRING', value: null })).toBe('null');
  });
});

describe('time and chance', () => {
  it('come from the environment only', () => {
    expect(value('System.currentTimeMillis()')).toBe(1_546_300_800_000n);
    expect(value("new DateTime().toString('yyyyMMdd')")).toBe('20190101');
    expect(value('Math.random()')).toBe(0.25);
    expect(value('UUID.randomUUID().toString()')).toBe('u-u-i-d');
    expect(value("Util.timeoutForDateIntDeadline('20190101', '2 days, 1 hour and 1 minute')")).toBe(
      '176460000 milliseconds',
    );
  });

  it('use the default zone of the environment', () => {
    const tokyo = { ...environment, defaultZone: 'Asia/Tokyo' };
    expect(evaluate('new DateTime(0L).toString()', none, tokyo).value).toBe('1970-01-01T09:00:00.000+09:00');
  });
});
