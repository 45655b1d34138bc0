import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from '../postgres/client.ts';
import { listEndedRuns, listWorkflowIds, type RunNumber } from '../storage/retention.ts';

const BATCH = 500;
const NUMBER = /^[1-9]\d{0,15}$/;

/** Folders of runs, as `<directory>/<folder of the workflow>/<instance>/<run>`. */
export interface RunFolders {
  readonly directory: string;
  folderOf(workflowId: string): string;
}

interface RunFolder extends RunNumber {
  readonly path: string;
}

/**
 * Removes the folders of runs that ended before `before` (epoch ms); answers how many. Folders of runs that the database
 * does not know stay. Ends early when `isStopped` says so.
 */
export async function removeRunFolders(
  pool: Pool,
  folders: RunFolders,
  before: number,
  isStopped: () => boolean,
): Promise<number> {
  let removed = 0;
  for (let after = ''; ; ) {
    const ids = await listWorkflowIds(pool, after, BATCH);
    for (const id of ids) {
      const old = await oldFolders(join(folders.directory, folders.folderOf(id)), before, isStopped);
      for (let from = 0; from < old.length && !isStopped(); from += BATCH) {
        removed += await removeEnded(pool, id, old.slice(from, from + BATCH), before);
      }
      if (isStopped()) return removed;
    }
    const last = ids.at(-1);
    if (last === undefined || ids.length < BATCH) return removed;
    after = last;
  }
}

/** Run folders that nothing was added to since `before`: those of runs that ended earlier are among them. */
async function oldFolders(
  workflow: string,
  before: number,
  isStopped: () => boolean,
): Promise<readonly RunFolder[]> {
  const old: RunFolder[] = [];
  for (const instance of await numberedFolders(workflow)) {
    if (isStopped()) break;
    for (const run of await numberedFolders(join(workflow, instance))) {
      const path = join(workflow, instance, run);
      const changed = await stat(path).catch(() => undefined);
      if (changed && changed.mtimeMs < before) {
        old.push({ path, instance_id: Number(instance), run_id: Number(run) });
      }
    }
  }
  return old;
}

async function numberedFolders(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory() && NUMBER.test(entry.name)).map(({ name }) => name);
}

async function removeEnded(
  pool: Pool,
  workflowId: string,
  folders: readonly RunFolder[],
  before: number,
): Promise<number> {
  const ended = await listEndedRuns(pool, workflowId, folders, before);
  const names = new Set(ended.map(nameOf));
  const doomed = folders.filter((folder) => names.has(nameOf(folder)));
  for (const { path } of doomed) {
    await rm(path, { recursive: true, force: true });
    // The folder of the instance, unless another run of it has one.
    await rmdir(join(path, '..')).catch(() => undefined);
  }
  return doomed.length;
}

function nameOf({ instance_id, run_id }: RunNumber): string {
  return `${instance_id}/${run_id}`;
}
