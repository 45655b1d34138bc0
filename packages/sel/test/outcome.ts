import { parse, run, SelError, type SelResult } from '../src/index.ts';

const environment = { now: 1_700_000_000_000, random: () => 0.25, randomUuid: () => 'u-u-i-d' };

/** Runs a program without inputs: a bigint, number, string and so on for a value, or the code of its error in words. */
export function outcomeOf(text: string): unknown {
  try {
    return plain(run(parse(text), { get: () => undefined }, environment));
  } catch (error) {
    if (error instanceof SelError) return `error ${error.code}`;
    throw error;
  }
}

/** LONG stays a bigint and DOUBLE a number, so that the two stay apart. */
function plain(result: SelResult): unknown {
  if (result.type === 'VOID' || result.type === 'ERROR') return `${result.type} ${result.value ?? ''}`.trim();
  if (result.type !== 'MAP' || result.value === null) return result.value;
  return Object.fromEntries([...result.value].map(([key, value]) => [key, plain(value)]));
}
