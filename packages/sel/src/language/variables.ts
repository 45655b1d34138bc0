import { SelError } from '../errors.ts';
import { typeLabel, type Value } from '../values/value.ts';
import type { RunState } from './run-state.ts';

/** The value of a BOOLEAN condition; throws BAD_CAST for any other type. */
export function truth(value: Value, at: number): boolean {
  if (typeof value === 'boolean') return value;
  throw new SelError('BAD_CAST', `a condition must be a BOOLEAN, not ${typeLabel(value)}`, { offset: at });
}

/** Reads a variable, then an input (which becomes a variable), else NULL (spec 5.2). */
export function readVariable(run: RunState, slot: number, name: string): Value | undefined {
  const value = run.variables[slot];
  if (value !== undefined) return value;
  const input = run.input(name);
  if (input !== undefined) run.variables[slot] = input;
  return input;
}
