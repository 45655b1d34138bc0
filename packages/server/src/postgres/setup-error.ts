export type SetupErrorCode =
  | 'home_locked'
  | 'no_binaries'
  | 'not_permitted'
  | 'disk_full'
  | 'version_mismatch'
  | 'password_missing'
  | 'cannot_connect'
  | 'cannot_start'
  | 'cannot_stop'
  | 'newer_database'
  | 'migration_failed';

/** The database cannot be made ready; the message says what was being done, where, and what to do next. */
export class DatabaseSetupError extends Error {
  override readonly name = 'DatabaseSetupError';
  readonly code: SetupErrorCode;

  constructor(code: SetupErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The `code` of a system or database error, or undefined. */
export function errorCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
