import { describe, expect, it } from 'vitest';
import { evaluate, parse, run, SelError } from '../index.ts';

const environment = { now: 0, random: () => 0, randomUuid: () => '' };
const inputs = {
  get: (name: string) => (name === 's' ? ({ type: 'STRING', value: 'x' } as const) : undefined),
};

function outcome(text: string): string {
  try {
    return run(parse(text), inputs, environment).type;
  } catch (error) {
    return error instanceof SelError ? error.code : `escaped: ${String(error)}`;
  }
}

const PROTOTYPE_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'valueOf',
  'toLocaleString',
  'isPrototypeOf',
  '__defineGetter__',
  '__lookupSetter__',
  'call',
  'apply',
  'bind',
  'caller',
  'callee',
  'then',
  'entries',
  'items',
  'type',
];

const RECEIVERS = [
  "'abc'",
  '1L',
  '1.5',
  'true',
  'new int[]{1}',
  'new Map()',
  'params',
  'Util',
  'Math',
  'System',
  'DateTimeZone',
  'new DateTime(0)',
  'DateTimeFormat.forPattern("yyyy")',
  'null',
  'String',
];

describe('a program reaches nothing of the host', () => {
  it('finds no field named like a property of a JavaScript object', () => {
    for (const receiver of RECEIVERS) {
      for (const name of PROTOTYPE_NAMES) {
        const expected = receiver === 'params' ? ['NULL'] : ['UNSUPPORTED'];
        expect(expected, `${receiver}.${name}`).toContain(outcome(`${receiver}.${name};`));
      }
    }
  });

  it('finds no method named like one of a JavaScript object, beyond those of the language', () => {
    for (const receiver of RECEIVERS) {
      for (const name of PROTOTYPE_NAMES.filter((other) => other !== 'toString' && other !== 'valueOf')) {
        expect(outcome(`${receiver}.${name}();`), `${receiver}.${name}()`).toBe('UNSUPPORTED');
        expect(outcome(`${receiver}.${name}('x', 'y');`), `${receiver}.${name}('x','y')`).toBe('UNSUPPORTED');
      }
    }
  });

  it('treats such names as ordinary variables and map keys', () => {
    for (const name of PROTOTYPE_NAMES) {
      expect(outcome(`${name};`)).toBe('NULL');
      expect(outcome(`${name} = 1; ${name};`)).toBe('LONG');
      expect(outcome(`m = new Map(); m.get('${name}');`)).toBe('NULL');
      expect(outcome(`m = new Map(); m.put('${name}', 1); m.get('${name}');`)).toBe('LONG');
      expect(outcome(`params['${name}'];`)).toBe('NULL');
      expect(outcome(`new ${name}();`)).toBe('UNSUPPORTED');
      expect(outcome(`${name} x = 1;`)).toBe('UNSUPPORTED');
    }
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  it('has no names of JavaScript, Node or Java to begin with', () => {
    const names =
      'globalThis process require module Buffer Function eval Object Reflect Proxy Symbol Class Runtime Thread';
    for (const name of names.split(' ')) {
      expect(outcome(`${name};`)).toBe('NULL');
      expect(outcome(`${name}.exec('id');`)).toBe('UNSUPPORTED');
      expect(outcome(`new ${name}('return 1');`)).toBe('UNSUPPORTED');
      expect(outcome(`import java.lang.${name}; ${name}.getClass();`)).toBe('UNSUPPORTED');
    }
  });

  it('refuses hostile text with an error of its own', () => {
    const texts = [
      "'a'.split('(?<x>');",
      `'a'.replaceAll('a', '\${constructor}');`,
      "'a'.replaceAll('(?{code})', '');",
      "'a'.replaceAll('\\\\p{IsHan}', '');",
      "DateTimeZone.forID('__proto__');",
      "DateTimeZone.forID('../../etc/passwd');",
      "new DateTime(0).toString('__proto__');",
      "String.format('%s %n$s', params);",
      'Util.toJson(params);',
      '#!/bin/sh',
      '`id`',
      `\${7*7}`,
      '<script>1</script>',
      'x => x',
      'x?.y;',
      "s['constructor'];",
      "s['length'];",
      "new int[]{1}['constructor'];",
      'this;',
      'super;',
      'new function(){};',
      '@Override 1;',
      "int x = (new Map()).constructor.constructor('return process')();",
      "m = new Map(); m.put('__proto__', m); m;",
      'try { 1; } catch (e) { 2; }',
      '\\u007b\\u007d 1 }',
      '\u0000;',
      'while(true){}',
    ];
    for (const text of texts) expect(outcome(text), text).toMatch(/^[A-Z_]+$/);
    for (const text of texts) expect(['STRING', 'LONG', 'MAP', 'NULL'], text).not.toContain(outcome(text));
  });

  it('answers with data that inherits nothing a program chose', () => {
    const result = evaluate("m = new Map(); m.put('__proto__', 'x'); m", inputs, environment);
    expect(result.value).toEqual(new Map([['__proto__', { type: 'STRING', value: 'x' }]]));
  });

  it('never hands out the inputs themselves', () => {
    const inner = new Map([['k', { type: 'STRING', value: 'original' } as const]]);
    const array = [1n, 2n];
    const own = {
      get: (name: string) =>
        name === 'm'
          ? ({ type: 'MAP', value: inner } as const)
          : ({ type: 'LONG_ARRAY', value: array } as const),
    };
    const text =
      "m.put('k', 'changed'); a[0] = 9; params.get('m').put('k', 'changed'); params['m'].get('k') + a[0];";
    expect(run(parse(text), own, environment).value).toBe('original9');
    expect([inner.get('k')?.value, array]).toEqual(['original', [1n, 2n]]);
  });

  it('carries nothing from one run to the next', () => {
    const program = parse("a = new int[]{1}; a[0] += 1; s = 'a'; s += 'b'; s + a[0];");
    expect(run(program, inputs, environment).value).toBe('ab2');
    expect(run(program, inputs, environment).value).toBe('ab2');
    expect(outcome('carried = 1;')).toBe('LONG');
    expect(outcome('carried;')).toBe('NULL');
  });
});
