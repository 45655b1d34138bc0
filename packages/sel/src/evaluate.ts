import type { SelData, SelEnvironment, SelHost, SelInputs } from './contract.ts';
import { SelError } from './errors.ts';
import { DEFAULT_LIMITS, type SelLimits } from './limits.ts';
import { type Program, parse } from './program.ts';
import { run } from './run.ts';
import { TextCache } from './text-cache.ts';
import { asData } from './values/convert.ts';
import { javaTrim } from './values/number-text.ts';

/**
 * The program text of an expression (spec 14.2): trimmed, with the `;` that may be left out. A text that ends in `}` gets
 * one only if it does not parse without (decision D13).
 */
export function prepare(text: string): string {
  const trimmed = javaTrim(text);
  if (trimmed === '' || trimmed.endsWith(';')) return trimmed;
  if (!trimmed.endsWith('}') || trimmed.startsWith('{"')) return `${trimmed};`;
  return parses(trimmed) || !parses(`${trimmed};`) ? trimmed : `${trimmed};`;
}

function parses(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    if (error instanceof SelError) return false;
    throw error;
  }
}

const prepared = new TextCache<string>(1_000_000);

function preparedText(text: string): string {
  return prepared.get(text, prepare);
}

/** Parses an expression as `evaluate` does, for `freeNames`; throws SelError with code INVALID_EXPRESSION. */
export function parseExpressionText(text: string, limits: SelLimits = DEFAULT_LIMITS): Program {
  return classified(() => parse(preparedText(text), limits));
}

/**
 * Evaluates an expression to plain data (spec 14). An absent STRING or MAP is NULL. Every failure of the text is a SelError
 * with code INVALID_EXPRESSION and the failure itself as its cause.
 */
export function evaluate(
  text: string,
  inputs: SelInputs,
  environment: SelEnvironment,
  host?: SelHost,
  limits: SelLimits = DEFAULT_LIMITS,
): SelData {
  return classified(() => {
    const result = run(parse(preparedText(text), limits), inputs, environment, host, limits);
    if (result.type === 'ERROR') throw new SelError('INVALID_EXPRESSION', result.value);
    if (result.type === 'NULL' || result.type === 'VOID') {
      throw new SelError('INVALID_EXPRESSION', `the expression has no value: its result is ${result.type}`);
    }
    if (result.type === 'STRING' && result.value === null) return { type: 'NULL', value: null };
    return asData(result, 'INVALID_EXPRESSION');
  });
}

function classified<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SelError) || error.code === 'INVALID_EXPRESSION') throw error;
    const details = error.overBudget === true ? { cause: error, overBudget: true } : { cause: error };
    const outer = new SelError('INVALID_EXPRESSION', error.message, details);
    if (error.line !== undefined) outer.line = error.line;
    if (error.column !== undefined) outer.column = error.column;
    throw outer;
  }
}
