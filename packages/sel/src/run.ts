import type { SelEnvironment, SelHost, SelInputs, SelResult } from './contract.ts';
import { SelError } from './errors.ts';
import { RunState } from './language/run-state.ts';
import { DEFAULT_LIMITS, type SelLimits } from './limits.ts';
import type { Program } from './program.ts';
import { resultFrom } from './values/convert.ts';

const NO_HOST: SelHost = Object.freeze({});

/** Runs a raw program (spec 6); any result type is allowed, `throw` gives ERROR. Throws SelError with line and column. */
export function run(
  program: Program,
  inputs: SelInputs,
  environment: SelEnvironment,
  host: SelHost = NO_HOST,
  limits: SelLimits = DEFAULT_LIMITS,
): SelResult {
  try {
    const { action, slots } = program.compiled(limits.stack);
    const state = new RunState(slots, inputs, environment, host, limits);
    const completion = action(state);
    if (completion === 'break' || completion === 'continue') {
      throw new SelError('INVALID_CONTROL_FLOW', `'${completion}' outside a loop`);
    }
    if (state.thrown !== undefined) return { type: 'ERROR', value: state.thrown };
    return state.result === undefined ? { type: 'VOID', value: null } : resultFrom(state.result);
  } catch (error) {
    if (error instanceof SelError) throw program.positioned(error);
    if (error instanceof RangeError) throw exhausted(error);
    throw error;
  }
}

/** The native stack or the longest possible string; no accounted limit should let a program get here. */
function exhausted(error: RangeError): SelError {
  return new SelError('LIMIT', `the program needs more than the machine has: ${error.message}`, {
    cause: error,
  });
}
