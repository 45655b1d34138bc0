import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readProcessStart } from './process-start.ts';
import { DatabaseSetupError, errorCode } from './setup-error.ts';

export interface HomeLock {
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly started: string;
}

const CLAIM = 'claim-';
const OWNER = 'owner-';
const ATTEMPTS = 60;

/**
 * Makes this process the only Rondo on `home`, also against a process that starts at the same moment and after a crash
 * of the last owner. Throws `home_locked` naming the process that has it.
 *
 * Node has no flock. Everybody first writes a claim and only then looks for others, so of two at least one sees the
 * other; a claim of a dead process is removed by whoever meets it. Nothing is ever renamed over or taken from a
 * live process, which is where schemes with a single lock file have their races.
 */
export async function lockHome(home: string): Promise<HomeLock> {
  const folder = join(home, 'locks');
  await mkdir(folder, { recursive: true });
  const holder: Holder = {
    pid: process.pid,
    host: hostname(),
    started: (await readProcessStart(process.pid)) ?? '',
  };
  const id = `${process.pid}-${randomBytes(6).toString('hex')}`;
  for (let attempt = 1; ; attempt += 1) {
    await publish(folder, id, holder);
    const other = await findLiveHolder(folder, id);
    if (other === undefined) break;
    await rm(join(folder, CLAIM + id), { force: true });
    if (other.owns || attempt === ATTEMPTS) throw lockedError(home, folder, other);
    await delay(5 + Math.random() * 40);
  }
  await link(join(folder, CLAIM + id), join(folder, OWNER + id));
  return {
    async release() {
      await rm(join(folder, OWNER + id), { force: true });
      await rm(join(folder, CLAIM + id), { force: true });
    },
  };
}

async function publish(folder: string, id: string, holder: Holder): Promise<void> {
  const draft = join(folder, `draft-${id}`);
  await writeFile(draft, JSON.stringify(holder), { mode: 0o600 });
  await rename(draft, join(folder, CLAIM + id));
}

interface OtherHolder extends Holder {
  readonly file: string;
  readonly owns: boolean;
}

async function findLiveHolder(folder: string, ownId: string): Promise<OtherHolder | undefined> {
  let claimant: OtherHolder | undefined;
  for (const name of (await readdir(folder)).sort()) {
    const owns = name.startsWith(OWNER);
    if ((!owns && !name.startsWith(CLAIM)) || name.endsWith(ownId)) continue;
    const file = join(folder, name);
    const holder = await readHolder(file);
    if (holder === undefined) continue;
    if (await isDead(holder)) await rm(file, { force: true });
    else if (owns) return { ...holder, file, owns };
    else claimant = { ...holder, file, owns };
  }
  return claimant;
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Holder;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Only processes of this host can be looked up, so those of another host count as alive. */
async function isDead(holder: Holder): Promise<boolean> {
  return holder.host === hostname() && (await readProcessStart(holder.pid)) !== holder.started;
}

function lockedError(home: string, folder: string, other: OtherHolder): DatabaseSetupError {
  const elsewhere =
    other.host === hostname()
      ? ''
      : ` on host ${other.host}; if that host or container is gone for good, delete ${folder}`;
  return new DatabaseSetupError(
    'home_locked',
    `RONDO_HOME ${home} is in use by process ${other.pid}${elsewhere}. ` +
      'Stop that process first, or set RONDO_HOME to another folder.',
  );
}
