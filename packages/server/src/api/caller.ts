import { type Permission, RondoError, type User } from '@rondo/model';

/** Who makes a request. */
export interface Caller {
  /** What the request says in its `user` header; not proven. */
  readonly user?: User;
  /** What the caller may do; ALL while there is no login and the server only listens on this machine. */
  readonly permissions: 'ALL' | ReadonlySet<Permission>;
}

/** Longest name that the `user` header may carry. */
const MAX_USER_LENGTH = 256;

/** The caller behind the headers of a request. Throws BAD_REQUEST for a name that is too long. */
export function callerOf(header: string | string[] | undefined): Caller {
  const name = Array.isArray(header) ? header[0] : header;
  if (name === undefined || name.trim() === '') return { permissions: 'ALL' };
  if (name.length > MAX_USER_LENGTH) {
    throw new RondoError(
      'BAD_REQUEST',
      `the user name has ${name.length} characters; at most ${MAX_USER_LENGTH} are allowed`,
    );
  }
  return { user: name.trim(), permissions: 'ALL' };
}

/** Throws FORBIDDEN unless the caller has the permission. */
export function authorize(caller: Caller, permission: Permission): void {
  if (caller.permissions === 'ALL' || caller.permissions.has(permission)) return;
  throw new RondoError('FORBIDDEN', `this needs the permission ${permission}`);
}

/** The user, for calls that record who made them. Throws BAD_REQUEST when the `user` header is missing. */
export function requireUser(caller: Caller): User {
  if (caller.user !== undefined) return caller.user;
  throw new RondoError('BAD_REQUEST', 'the user name cannot be null');
}
