import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A process that cannot be mistaken for a later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The boot the pid belongs to; empty where the system has no boot id. */
  readonly boot: string;
  /** When it started: clock ticks since the boot on Linux, a date elsewhere. */
  readonly started: string;
}

const run = promisify(execFile);
const isLinux = process.platform === 'linux';

/** Reads what the job wrapper wrote: pid, boot id and `/proc/<pid>/stat` or the start date. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  const [pid, boot, stat] = text.split('\n');
  if (!pid || boot === undefined || !stat || !/^\d+$/.test(pid)) return undefined;
  return { pid: Number(pid), boot, started: parseStat(stat)?.started ?? stat.trim() };
}

/** True while the very process runs. One that ended but was not reaped yet does not run. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  if (!isLinux) {
    const { stdout } = await run('ps', ['-o', 'stat=,lstart=', '-p', String(identity.pid)]).catch(() => ({
      stdout: '',
    }));
    const [state = 'Z', ...started] = stdout.trim().split(/\s+/);
    return !state.startsWith('Z') && started.join(' ') === identity.started.split(/\s+/).join(' ');
  }
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  if (boot.trim() !== identity.boot) return false;
  const stat = await readFile(`/proc/${identity.pid}/stat`, 'utf8').then(parseStat, () => undefined);
  return stat !== undefined && stat.started === identity.started && !isDead(stat.state);
}

/**
 * True while the group that `leader` led has a running process. When the leader is gone but its pid is in use, the
 * group was empty before (a pid stays taken while a group has its number), so the processes there are somebody else's.
 */
export async function isGroupAlive(leader: ProcessIdentity): Promise<boolean> {
  if (await isAlive(leader)) return true;
  if (isLinux && (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim() !== leader.boot)
    return false;
  const members = signalGroup(leader.pid, 0) ? await runningMembers(leader.pid) : [];
  return members.length > 0 && !members.includes(leader.pid);
}

/**
 * Ends the group: SIGTERM, after `graceMs` SIGKILL, and resolves when it is gone. Throws when it is still there 10 s
 * after SIGKILL (a process stuck in the kernel).
 */
export async function endGroup(leader: ProcessIdentity, graceMs: number): Promise<void> {
  if (!(await isGroupAlive(leader))) return;
  signalGroup(leader.pid, 'SIGTERM');
  if (await goneWithin(leader, graceMs)) return;
  signalGroup(leader.pid, 'SIGKILL');
  if (await goneWithin(leader, 10_000)) return;
  throw new Error(`Process group ${leader.pid} is still there 10 s after SIGKILL`);
}

async function goneWithin(leader: ProcessIdentity, ms: number): Promise<boolean> {
  const until = performance.now() + ms;
  for (let pause = 5; await isGroupAlive(leader); pause = Math.min(pause * 2, 100)) {
    if (performance.now() >= until) return false;
    await delay(pause);
  }
  return true;
}

/** Answers false when there is no such group of ours. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  // Group 0 would be the server's own, and 1 everything on some systems.
  if (!Number.isSafeInteger(group) || group <= 1) throw new RangeError(`${group} is not the pid of a job`);
  try {
    process.kill(-group, signal);
    return true;
  } catch (error) {
    // EPERM: the number now belongs to a process of another user, so it is not the job any more.
    if (['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

async function runningMembers(group: number): Promise<number[]> {
  if (!isLinux) {
    const { stdout } = await run('ps', ['-A', '-o', 'pid=,pgid=,stat=']);
    const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/));
    return rows
      .filter(([, pgid, state = 'Z']) => Number(pgid) === group && !isDead(state[0]!))
      .map(([pid]) => Number(pid));
  }
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').then(parseStat, () => undefined)),
  );
  return pids.flatMap((pid, index) => {
    const stat = stats[index];
    return stat?.group === group && !isDead(stat.state) ? [Number(pid)] : [];
  });
}

const isDead = (state: string): boolean => state === 'Z' || state === 'X';

/** The fields of `/proc/<pid>/stat` used here. The command name before them may contain anything, `)` included. */
function parseStat(text: string): { state: string; group: number; started: string } | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, , group] = fields;
  const started = fields[19];
  return text.includes(')') && state && group && started
    ? { state, group: Number(group), started }
    : undefined;
}
