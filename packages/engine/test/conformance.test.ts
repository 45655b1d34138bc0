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
import { type ConformanceException, PARAM_EXCEPTIONS, SEL_EXCEPTIONS } from './conformance-exceptions.ts';

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
): { failed: Map<string, Answer>; tallies: Map<string, Tally> } {
  const failed = new Map<string, Answer>();
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
    else failed.set(given.id, answer);
  }
  return { failed, tallies };
}

function print(file: string, tallies: ReadonlyMap<string, Tally>): void {
  for (const [group, { passed, total, sameCode, errors }] of tallies) {
    const codes = errors > 0 ? `, same error code ${sameCode}/${errors}` : '';
    process.stdout.write(`conformance: ${file} ${group}: ${passed}/${total} passed${codes}\n`);
  }
}

type Exceptions = Readonly<Record<string, ConformanceException>>;

/** What does not hold: neither the recorded fact nor, for an exception, what was decided instead. */
function unexpected(failed: ReadonlyMap<string, Answer>, exceptions: Exceptions): unknown[] {
  const wrong: unknown[] = [];
  for (const [id, answer] of failed) {
    const exception = Object.hasOwn(exceptions, id) ? exceptions[id] : undefined;
    if (!exception || !isDecided(exception, answer)) wrong.push([id, answer]);
  }
  return wrong;
}

function isDecided({ expected }: ConformanceException, answer: Answer): boolean {
  if ('errorCode' in expected) return 'errorCode' in answer && answer.errorCode === expected.errorCode;
  return passes({ expected: expected.type === 'JSON' ? expected.value : expected }, answer);
}

describe('the recorded facts', () => {
  test('of the expression language hold, but for the listed decisions', { timeout: 120_000 }, () => {
    const cases = readCases<SelCase>('sel-cases.json');
    const { failed, tallies } = runAll(cases, runSelCase, (given) => `${given.kind}/${given.layer ?? '-'}`);
    print('sel-cases.json', tallies);
    expect(unexpected(failed, SEL_EXCEPTIONS)).toEqual([]);
    if (cases.length > 0) expect(Object.keys(SEL_EXCEPTIONS).filter((id) => !failed.has(id))).toEqual([]);
  });

  test('of params hold, but for the listed decisions', () => {
    const cases = readCases<ParamCase>('param-cases.json');
    const { failed, tallies } = runAll(cases, runParamCase, (given) => given.kind);
    print('param-cases.json', tallies);
    expect(unexpected(failed, PARAM_EXCEPTIONS)).toEqual([]);
    if (cases.length > 0) expect(Object.keys(PARAM_EXCEPTIONS).filter((id) => !failed.has(id))).toEqual([]);
  });

  test('of merges hold about the order of params', () => {
    const cases = readCases<ParamCase & { expectedOrder?: string[] }>('param-cases.json');
    const ordered = cases.filter(
      ({ id, expectedOrder }) => expectedOrder && !Object.hasOwn(PARAM_EXCEPTIONS, id),
    );
    const orders = ordered.map((given) => {
      const answer = runParamCase(given);
      return [given.id, 'value' in answer ? Object.keys(answer.value as object) : answer];
    });
    expect(orders).toEqual(ordered.map(({ id, expectedOrder }) => [id, expectedOrder]));
  });

  test('about implicit conversions hold', () => {
    const cases = readCases<SelCase & { conversionNote?: string }>('sel-cases.json');
    const noted = cases.filter((given) => given.conversionNote !== undefined);
    const answers = noted.map((given) => [given.id, conversionNoteOf(given)]);
    expect(answers).toEqual(noted.map((given) => [given.id, given.conversionNote]));
  });

  test('about references of literals hold', () => {
    const cases = readCases<SelCase & { refs?: string[] }>('sel-cases.json').filter((given) => given.refs);
    // Over several texts the recorded order is that of a hash table.
    const order = (given: SelCase, names: readonly string[]) =>
      typeof given.expr === 'string' ? names : [...names].sort();
    const answers = cases.map((given) => {
      const definition = { type: (given.paramType ?? 'STRING') as 'STRING', value: given.expr as string };
      return [given.id, order(given, literalNames(definition))];
    });
    expect(answers).toEqual(cases.map((given) => [given.id, order(given, given.refs ?? [])]));
  });
});
