import { SelError } from '../errors.ts';
import type { RunState } from '../language/run-state.ts';
import { valueFrom } from '../values/convert.ts';
import { typeOf, type Value } from '../values/value.ts';
import { textArgument } from './method.ts';

const MAX_ARGUMENTS = 3;

/** A fresh copy of the input, or NULL. */
export function readParam(run: RunState, name: string): Value {
  return run.input(name) ?? null;
}

/** `params.get`, `params.containsKey`, and otherwise a function of the host (spec 11). */
export function callParams(run: RunState, name: string, args: readonly Value[]): Value {
  if (args.length === 1 && name === 'get') return readParam(run, textArgument(args, 0));
  if (args.length === 1 && name === 'containsKey') {
    const key = textArgument(args, 0);
    return run.inputs.has === undefined ? run.inputs.get(key) !== undefined : run.inputs.has(key);
  }
  const { host } = run;
  if (host.call === undefined)
    throw new SelError('UNSUPPORTED', `params has no method '${name}' with ${args.length} arguments here`);
  if (args.length > MAX_ARGUMENTS || !args.every((arg) => typeof arg === 'string')) {
    const types = args.map(typeOf).join(', ');
    throw new SelError(
      'UNSUPPORTED',
      `params.${name} takes up to ${MAX_ARGUMENTS} STRING arguments, not (${types})`,
    );
  }
  return valueFrom(
    called(`params.${name}`, () => host.call!(name, args as readonly string[])),
    (bytes) => run.allocate(bytes),
  );
}

/** Runs a function of the host; any error that is not a SelError becomes one with code INTERNAL. */
export function called<T>(what: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof SelError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SelError('INTERNAL', `${what} failed: ${reason}`, { cause: error });
  }
}
