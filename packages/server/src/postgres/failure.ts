import { DatabaseSetupError, errorCode } from './setup-error.ts';

const CAUSES: readonly { readonly pattern: RegExp; readonly advice: string; readonly full?: true }[] = [
  {
    pattern: /no space left on device/i,
    advice: 'The disk is full: free some space and start again.',
    full: true,
  },
  {
    pattern: /disk quota exceeded/i,
    advice: 'The disk quota is used up: free some space and start again.',
    full: true,
  },
  {
    pattern:
      /could not locate a valid checkpoint|invalid (primary )?checkpoint|PANIC:|database system is in .*crash|incorrect checksum|control file|could not read file|could not open file/i,
    advice: 'The data look damaged. Keep a copy of the folder before trying anything, and restore a backup.',
  },
  { pattern: /read-only file system/i, advice: 'The file system is read-only.' },
  { pattern: /permission denied/i, advice: 'Check the owner and the rights of the folder.' },
  {
    pattern: /could not create shared memory|cannot allocate memory|could not map/i,
    advice: 'The system has no memory left for it.',
  },
];

/** What to tell about a PostgreSQL program that ended in failure after writing `output`: the cause, if known, and its last words. */
export function explainFailure(what: string, output: string, folder: string): DatabaseSetupError {
  const cause = CAUSES.find(({ pattern }) => pattern.test(output));
  const lines = output.trim().split('\n').slice(-8).join('\n  ');
  const advice = cause === undefined ? '' : ` ${cause.advice}`;
  return new DatabaseSetupError(
    cause?.full === true ? 'disk_full' : 'cannot_start',
    `${what} (data: ${folder}).${advice}\nIts last words:\n  ${lines || '(none)'}`,
  );
}

/** A file system error while the database is made ready, as one that says what to do; any other error as it is. */
export function explainSystemError(error: unknown, folder: string): unknown {
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new DatabaseSetupError(
      'disk_full',
      `The disk of ${folder} is full: free some space and start again (${(error as Error).message}).`,
      { cause: error },
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR') {
    return new DatabaseSetupError(
      'not_permitted',
      `${folder} cannot be used by uid ${process.getuid?.()} (${(error as Error).message}). ` +
        'Run Rondo as the owner of RONDO_HOME, or set RONDO_HOME to a folder of your own.',
      { cause: error },
    );
  }
  return error;
}
