import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { DatabaseSetupError } from './setup-error.ts';

const run = promisify(execFile);

/** The system user that PostgreSQL runs as. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
  /** True when Rondo itself is root and hands the server to another user. */
  readonly isOther: boolean;
}

/** What `child_process` needs to run something as the user; nothing of Rondo's environment is passed on. */
export function spawnOptions(user: ServerUser) {
  const identity = user.isOther ? { uid: user.uid, gid: user.gid } : {};
  return { ...identity, cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } };
}

/**
 * The user for a data folder: who Rondo runs as, or, since PostgreSQL refuses to run as root, the folder's owner, else
 * `postgres`, else `nobody`. `owner` is the uid that owns an existing data folder.
 */
export async function chooseServerUser(owner: number | undefined): Promise<ServerUser> {
  const self = process.getuid?.() ?? -1;
  if (self !== 0) return { uid: self, gid: process.getgid?.() ?? -1, isOther: false };
  if (owner !== undefined && owner !== 0) return lookUp(String(owner), owner);
  const names = ['postgres', 'nobody'];
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const name = names.find((candidate) => passwd.includes(`\n${candidate}:`));
  if (name === undefined) {
    throw new DatabaseSetupError(
      'not_permitted',
      `Rondo runs as root and PostgreSQL must not, but there is no user ${names.join(' or ')} in /etc/passwd. ` +
        'Run Rondo as an ordinary user, or set RONDO_DATABASE_URL to an external PostgreSQL.',
    );
  }
  return lookUp(name);
}

async function lookUp(name: string, uid?: number): Promise<ServerUser> {
  try {
    const [user, group] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(user.stdout), gid: Number(group.stdout), isOther: true };
  } catch (error) {
    throw new DatabaseSetupError(
      'not_permitted',
      uid === undefined
        ? `The user ${name}, as which PostgreSQL should run, could not be looked up.`
        : `The PostgreSQL data belongs to uid ${uid}, which is no user of this system; chown it to one, e.g. nobody.`,
      { cause: error },
    );
  }
}

/** True when `user` can run `test <flag> <path>`: follow the path and find that it may read, write or enter it. */
export async function userCan(user: ServerUser, flag: '-w' | '-x', path: string): Promise<boolean> {
  return run('/bin/sh', ['-c', `test ${flag} "$0"`, path], spawnOptions(user)).then(
    () => true,
    () => false,
  );
}
