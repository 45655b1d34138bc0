import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { literalNames } from '../src/params/value/references.ts';
import {
  type Answer,
  conversionNoteOf,
  type ParamCase,
  runParamCase,
  runSelCase,
  type SelCase,
} from './conformance.ts';
import { PARAM_EXCEPTIONS, SEL_EXCEPTIONS } from './conformance-exceptions.ts';

type Facts = { expected?: unknown; expectedIfCopied?: unknown; errorCode?: string };

const CASES = resolve(import.meta.dirname, '../../../../shared/cases');

function readCases<Case>(file: string): (Case & Facts)[] {
  const path = resolve(CASES, file);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
  process.stdout.write(`conformance: skipped, ${file} is not here\n`);
  return [];
}

/** Tag lists compare as sets; everything else as it is. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => {
      const isTags = key === 'tags' && Array.isArray(field);
      return [key, isTags ? [...field].map((tag) => JSON.stringify(tag)).sort() : normal(field)];
    }),
  );
}

function passes(facts: Facts, answer: Answer): boolean {
  if (facts.errorCode !== undefined) return 'errorCode' in answer;
  if (!('value' in answer)) return false;
  const expected = facts.expectedIfCopied ?? facts.expected;
  return JSON.stringify(sorted(normal(answer.value))) === JSON.stringify(sorted(normal(expected)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, sorted(field)]),
  );
}

interface Tally {
  passed: number;
  total: number;
  sameCode: number;
  errors: number;
}

function runAll<Case extends { id: string; kind: string }>(
  cases: readonly (Case & Facts)[],
  run: (given: Case) => Answer,
  groupOf: (given: Case) => string,
): { failed: Map<string, string>; tallies: Map<string, Tally> } {
  const failed = new Map<string, string>();
  const tallies = new Map<string, Tally>();
  for (const given of cases) {
    const group = groupOf(given);
    const tally = tallies.get(group) ?? { passed: 0, total: 0, sameCode: 0, errors: 0 };
    tallies.set(group, tally);
    const answer = run(given);
    tally.total += 1;
    if (given.errorCode !== undefined) {
      tally.errors += 1;
      if ('errorCode' in answer && answer.errorCode === given.errorCode) tally.sameCode += 1;
    }
    if (passes(given, answer)) tally.passed += 1;
    else
      failed.set(
        given.id,
        JSON.stringify(answer, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)),
      );
  }
  return { failed, tallies };
}

function print(file: string, tallies: ReadonlyMap<string, Tally>): void {
  for (const [group, { passed, total, sameCode, errors }] of tallies) {
    const codes = errors > 0 ? `, same error code ${sameCode}/${errors}` : '';
    process.stdout.write(`conformance: ${file} ${group}: ${passed}/${total} passed${codes}\n`);
  }
}

describe('the recorded facts', () => {
  test('of the expression language hold, but for the listed decisions', { timeout: 120_000 }, () => {
    const cases = readCases<SelCase>('sel-cases.json');
    const { failed, tallies } = runAll(cases, runSelCase, (given) => `${given.kind}/${given.layer ?? '-'}`);
    print('sel-cases.json', tallies);
    const unexpected = [...failed].filter(([id]) => !Object.hasOwn(SEL_EXCEPTIONS, id));
    expect(unexpected).toEqual([]);
  });

  test('of params hold, but for the listed decisions', () => {
    const cases = readCases<ParamCase>('param-cases.json');
    const { failed, tallies } = runAll(cases, runParamCase, (given) => given.kind);
    print('param-cases.json', tallies);
    const unexpected = [...failed].filter(([id]) => !Object.hasOwn(PARAM_EXCEPTIONS, id));
    expect(unexpected).toEqual([]);
  });

  test('name every exception that is needed and no other', () => {
    const known = readCases<ParamCase>('param-cases.json');
    if (known.length === 0) return;
    const { failed } = runAll(known, runParamCase, (given) => given.kind);
    expect(Object.keys(PARAM_EXCEPTIONS).filter((id) => !failed.has(id))).toEqual([]);
  });

  test('about implicit conversions hold', () => {
    const cases = readCases<SelCase & { conversionNote?: string }>('sel-cases.json');
    const noted = cases.filter((given) => given.conversionNote !== undefined);
    const answers = noted.map((given) => [given.id, conversionNoteOf(given)]);
    expect(answers).toEqual(noted.map((given) => [given.id, given.conversionNote]));
  });

  test('about references of literals hold', () => {
    const cases = readCases<SelCase & { refs?: string[] }>('sel-cases.json').filter((given) => given.refs);
    const answers = cases.map((given) => {
      const definition = { type: (given.paramType ?? 'STRING') as 'STRING', value: given.expr as string };
      return [given.id, [...literalNames(definition)]];
    });
    expect(answers).toEqual(cases.map((given) => [given.id, given.refs]));
  });
});
