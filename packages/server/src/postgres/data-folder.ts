import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { constants } from 'node:fs';
import {
  chmod,
  chown,
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { explainFailure } from './failure.ts';
import { chooseServerUser, type ServerUser, spawnOptions, userCan } from './server-user.ts';
import { DatabaseSetupError, errorCode } from './setup-error.ts';

/** Where the parts of an embedded server lie under RONDO_HOME. */
export interface Places {
  readonly folder: string;
  readonly data: string;
  readonly password: string;
  readonly log: string;
}

export function placesOf(home: string): Places {
  const folder = join(home, 'postgres');
  return {
    folder,
    data: join(folder, 'data'),
    password: join(folder, 'password'),
    log: join(folder, 'server.log'),
  };
}

/** The bootstrap superuser and the name of Rondo's database in an embedded server. */
export const EMBEDDED_NAME = 'rondo';

/** The user for the data in `places`; throws `not_permitted` when this process is not who created them. */
export async function findDataUser(places: Places): Promise<ServerUser> {
  const owner = await stat(places.data).then(
    (found) => found.uid,
    (error) => {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    },
  );
  const user = await chooseServerUser(owner);
  if (owner !== undefined && owner !== user.uid) {
    throw new DatabaseSetupError(
      'not_permitted',
      `The data in ${places.data} belong to uid ${owner}, and this process runs as uid ${user.uid}. ` +
        `Run Rondo as their owner, or chown -R the folder to uid ${user.uid}.`,
    );
  }
  return user;
}

/** A path in the form that the server user can open, and what must be inherited for that. */
export interface Reach {
  /** For an argument, if the inherited descriptor has the given number in the child. */
  path(childDescriptor: number): string;
  readonly descriptor: number | undefined;
  close(): Promise<void>;
}

/**
 * Makes `path` usable by `user`. Where a folder above it is closed to that user (RONDO_HOME under /root), Linux lets a
 * process follow /proc/self/fd/N to what its parent opened for it; the rights of the path itself still count.
 */
export async function reachFor(user: ServerUser, path: string): Promise<Reach> {
  if (!user.isOther || (await userCan(user, '-w', path))) {
    return { path: () => path, descriptor: undefined, close: async () => {} };
  }
  if (process.platform !== 'linux') {
    throw new DatabaseSetupError(
      'not_permitted',
      `uid ${user.uid}, as which PostgreSQL runs, cannot reach ${path}. ` +
        'Set RONDO_HOME to a folder that everybody may enter, or run Rondo as an ordinary user.',
    );
  }
  const handle: FileHandle = await open(path, constants.O_RDONLY);
  return {
    path: (childDescriptor) => `/proc/self/fd/${childDescriptor}`,
    descriptor: handle.fd,
    close: () => handle.close(),
  };
}

/** Creates the data with `initdb` unless they exist. A crash in between leaves a draft that the next start removes. */
export async function ensureData(places: Places, user: ServerUser, binaries: Binaries): Promise<boolean> {
  const version = await readFile(join(places.data, 'PG_VERSION'), 'utf8').catch((error) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (version === undefined) {
    await requireNoData(places.data);
    await createData(places, user, binaries);
    return true;
  }
  if (version.trim() !== String(binaries.major)) {
    throw new DatabaseSetupError(
      'version_mismatch',
      `The data in ${places.data} were written by PostgreSQL ${version.trim()}; this Rondo brings ` +
        `PostgreSQL ${binaries.version}, which cannot read them. Start the Rondo version that wrote them, ` +
        'or move them with pg_dump and restore.',
    );
  }
  return false;
}

async function requireNoData(data: string): Promise<void> {
  const entries = await readdir(data).catch(() => []);
  if (entries.length > 0) {
    throw new DatabaseSetupError(
      'cannot_start',
      `${data} is not empty but has no PG_VERSION, so it is not, or no longer, a PostgreSQL data folder. ` +
        'Restore it from a backup, or move it away to begin anew.',
    );
  }
}

async function createData(places: Places, user: ServerUser, binaries: Binaries): Promise<void> {
  for (const name of await readdir(places.folder)) {
    if (name.startsWith('draft-')) await rm(join(places.folder, name), { recursive: true, force: true });
  }
  const draft = join(places.folder, `draft-${randomBytes(6).toString('hex')}`);
  const passwordCopy = `${draft}-password`;
  const password = randomBytes(24).toString('base64url');
  await writeFile(passwordCopy, password, { mode: 0o600, flag: 'wx' });
  await mkdir(draft, { mode: 0o700 });
  await chmod(draft, 0o700);
  if (user.isOther) {
    await chown(draft, user.uid, user.gid);
    await chown(passwordCopy, user.uid, user.gid);
  }
  try {
    await runInitdb(draft, passwordCopy, user, binaries);
    await writeFile(places.password, password, { mode: 0o600 });
    await chmod(places.password, 0o600);
    await rename(draft, places.data);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(passwordCopy, { force: true });
  }
}

async function runInitdb(
  draft: string,
  passwordFile: string,
  user: ServerUser,
  binaries: Binaries,
): Promise<void> {
  const data = await reachFor(user, draft);
  const password = await reachFor(user, passwordFile);
  try {
    const child = spawn(
      binaries.initdb,
      [
        ...['-D', data.path(3), '-U', EMBEDDED_NAME, `--pwfile=${password.path(4)}`],
        // C.UTF-8 from the server itself: the same order on every machine, whatever its libraries.
        ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
        ...['--auth-host=scram-sha-256', '--auth-local=reject'],
      ],
      {
        ...spawnOptions(user),
        stdio: ['ignore', 'pipe', 'pipe', data.descriptor ?? 'ignore', password.descriptor ?? 'ignore'],
      },
    );
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      output += chunk;
    });
    const [status] = await once(child, 'close');
    if (status !== 0) throw explainFailure(`initdb could not create ${draft}`, output, draft);
  } finally {
    await data.close();
    await password.close();
  }
}
