import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, parse, run, SelError, type SelLimits, type SelResult } from './index.ts';

const environment = { now: 0, random: () => 0, randomUuid: () => '' };

function runWith(text: string, limits: Partial<SelLimits>): SelResult {
  const all = { ...DEFAULT_LIMITS, ...limits };
  return run(parse(text, all), { get: () => undefined }, environment, {}, all);
}

function failure(text: string, limits: Partial<SelLimits> = {}): SelError {
  try {
    runWith(text, limits);
  } catch (error) {
    if (error instanceof SelError) return error;
    throw error;
  }
  throw new Error(`expected a failure of ${text.slice(0, 80)}`);
}

const sum = (terms: number) => `1${'+(1'.repeat(terms - 1)}${')'.repeat(terms - 1)};`;
const items = (count: number) => Array.from({ length: count }, () => '1').join(',');

describe('each limit', () => {
  it('stops a text of exactly the length limit and accepts one shorter', () => {
    expect(failure('12345;', { length: 6 }).code).toBe('LIMIT');
    expect(runWith('12345;', { length: 7 }).value).toBe(12345n);
  });

  it('stops a loop when it completes the last allowed round, even if it would end then', () => {
    expect(failure('x=0; while (x < 10) x += 1; x;', { loop: 10 }).code).toBe('LIMIT');
    expect(runWith('x=0; while (x < 9) x += 1; x;', { loop: 10 }).value).toBe(9n);
    expect(runWith('x=0; for (;;) { x += 1; if (x == 10) break; } x;', { loop: 10 }).value).toBe(10n);
  });

  it('counts the rounds of every execution of a loop anew', () => {
    expect(runWith('x=0; for (i=0;i<9;i+=1) for (j=0;j<9;j+=1) x += 1; x;', { loop: 10 }).value).toBe(81n);
  });

  it('stops arrays of the array limit, both sized and listed', () => {
    expect(failure('new int[10];', { array: 10 }).code).toBe('LIMIT');
    expect(failure(`new int[]{${items(10)}};`, { array: 10 }).code).toBe('LIMIT');
    expect(runWith('new int[9].length;', { array: 10 }).value).toBe(9n);
    expect(runWith(`new int[]{${items(9)}}.length;`, { array: 10 }).value).toBe(9n);
  });

  it('does not cut sizes and indexes down to 32 bits', () => {
    expect(failure('new int[4294967297];').code).toBe('LIMIT');
    expect(failure('a = new int[2]; a[4294967296];').code).toBe('INDEX_OUT_OF_BOUNDS');
  });

  it('stops a run that reaches the visit limit and says that a larger budget might do', () => {
    const stopped = failure('1+1;', { visit: 6 });
    expect([stopped.code, stopped.overBudget]).toEqual(['LIMIT', true]);
    expect(runWith('1+1;', { visit: 7 }).value).toBe(2n);
  });

  it('charges only the branch that runs', () => {
    const expensive = '1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1';
    expect(runWith(`true ? 1 : ${expensive};`, { visit: 12 }).value).toBe(1n);
    expect(failure(`false ? 1 : ${expensive};`, { visit: 12 }).code).toBe('LIMIT');
  });

  it('stops literals and created values at the memory limit', () => {
    expect(failure("'ab';", { memory: 36 }).code).toBe('LIMIT');
    expect(runWith("'ab';", { memory: 37 }).value).toBe('ab');
    expect(failure('1+1;', { memory: 64 }).code).toBe('LIMIT');
    expect(runWith('1+1;', { memory: 65 }).value).toBe(2n);
  });

  it('counts the text that operators and methods make', () => {
    const doubling = "s = 'abcdefgh'; for (i = 0; i < 40; i += 1) s += s; s.length();";
    expect(failure(doubling).code).toBe('LIMIT');
    expect(failure("'a'.replace('a', 'bbbbbbbbbb');", { memory: 100 }).code).toBe('LIMIT');
    expect(failure("String.format('%1000000000d', 1);").code).toBe('LIMIT');
    expect(failure("String.format('%.1000000000f', 1.0);").code).toBe('LIMIT');
    expect(failure('Util.intsBetween(0, 2000000000, 1);').code).toBe('LIMIT');
  });

  it('stops an expression that needs one operand slot more than there are', () => {
    expect(runWith(sum(10), { stack: 10 }).value).toBe(10n);
    expect(failure(sum(11), { stack: 10 }).code).toBe('LIMIT');
    expect(runWith(`new int[]{${items(127)}}.length;`, {}).value).toBe(127n);
    expect(failure(`new int[]{${items(128)}}.length;`).code).toBe('LIMIT');
    expect(runWith(`int[] a = new int[]{${items(126)}}; a.length;`, {}).value).toBe(126n);
    expect(failure(`int[] a = new int[]{${items(127)}}; a.length;`).code).toBe('LIMIT');
  });

  it('does not mind a deep expression that never runs', () => {
    expect(runWith(`if (false) { ${sum(20)} } 1;`, { stack: 10 }).value).toBe(1n);
  });

  it('stops nesting by depth, at a place in the text', () => {
    const nested = (levels: number) => `${'('.repeat(levels)}1${')'.repeat(levels)};`;
    expect(runWith(nested(100), {}).value).toBe(1n);
    const stopped = failure(nested(4000));
    expect([stopped.code, stopped.line]).toEqual(['LIMIT', 1]);
    expect(failure(`${'{'.repeat(4000)}`).code).toBe('LIMIT');
    expect(failure(`${'!'.repeat(4000)}true;`).code).toBe('LIMIT');
    expect(failure(`x = ${'x='.repeat(4000)}1;`).code).toBe('LIMIT');
  });

  it('runs chains as long as the text allows', () => {
    expect(runWith(`1${'+1'.repeat(4900)};`, {}).value).toBe(4901n);
    expect(runWith(`true${'&&true'.repeat(1600)};`, {}).value).toBe(true);
    expect(runWith(`'a'${'.trim()'.repeat(1400)};`, {}).value).toBe('a');
    expect(runWith(`${'if(false)1;else '.repeat(600)}2;`, {}).type).toBe('VOID');
  });

  it('ends a run whose deadline has passed', () => {
    let polls = 0;
    const deadline = () => ++polls > 3;
    const stopped = failure('while (true) 1;', { deadline, loop: Number.POSITIVE_INFINITY });
    expect([stopped.code, stopped.overBudget, polls]).toEqual(['LIMIT', true, 4]);
  });

  it('asks for the deadline inside a regular expression', () => {
    let polls = 0;
    const deadline = () => ++polls > 3;
    const stopped = failure(`'${'a'.repeat(60)}'.replaceAll('(a*)*\\\\1b', '');`, { deadline });
    expect([stopped.code, stopped.overBudget]).toEqual(['LIMIT', true]);
  });

  it('ends with a value or LIMIT where maps hold each other many times over', () => {
    const doubled =
      "m = new Map(); for (i = 0; i < 60; i += 1) { n = new Map(); n.put('a', m); n.put('b', m); m = n; } ";
    expect(failure(`${doubled} m;`).code).toBe('LIMIT');
    expect(failure(`${doubled} '' + m;`).code).toBe('LIMIT');
    expect(failure("m = new Map(); m.put('m', m); '' + m;").code).toBe('LIMIT');
  });

  it('counts a long text in the result as often as it appears there', () => {
    const long = "s = 'abcdefgh'; for (i = 0; i < 17; i += 1) s += s; m = new Map(); ";
    const many = `${long} for (i = 0; i < 10000; i += 1) m.put('' + i, s); `;
    for (const use of ['m;', "'' + m;", 'Util.toJson(m);', "String.format('%s', m);"]) {
      expect(failure(many + use).code, use).toBe('LIMIT');
    }
  });

  it('counts the parts that splitting and replacing make, before there are too many', () => {
    const long = "s = 'aaaaaaaa'; for (i = 0; i < 18; i += 1) s += s; ";
    for (const use of [
      "s.split('');",
      "s.split('a', -1);",
      "s.replace('a', '');",
      "s.replace('', 'x');",
      "s.replaceAll('a', 'bb');",
    ]) {
      expect(failure(long + use, { memory: 10_000_000 }).code, use).toBe('LIMIT');
    }
  });
});
