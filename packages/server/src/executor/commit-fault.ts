import { faultOf } from '../postgres/retryable.ts';
import { errorCode } from '../postgres/setup-error.ts';
import { FENCED } from '../storage/run-writer.ts';

/**
 * Why a commit failed. `fenced`: a group has another generation by now. `data`: what was to be written is at fault and
 * would fail again. `passing`: all else, down to a wrong password or a missing table: no run can help it, so that runs
 * wait until somebody has put it right.
 */
export type CommitFault = 'fenced' | 'data' | 'passing';

/** SQLSTATE classes that speak about the values: data, constraints, limits, what a trigger raised, internal errors. */
const OF_THE_DATA = /^(21|22|23|54|P0|XX)\w{3}$/;

/** What a failed commit says about the runs in it. */
export function commitFaultOf(error: unknown): CommitFault {
  const code = errorCode(error);
  if (code === FENCED) return 'fenced';
  if (faultOf(error) !== 'permanent') return 'passing';
  // An exception without the code of a database or of the system was thrown while the rows were made.
  if (code === undefined || code.startsWith('ERR_')) return 'data';
  return OF_THE_DATA.test(code) ? 'data' : 'passing';
}
