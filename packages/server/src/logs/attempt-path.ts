import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { AttemptKey } from './log-store.ts';

const PLAIN_ID = /^[a-z0-9_-]{1,100}$/;

/**
 * The folder of one attempt's log below `directory`: workflow/instance/run/step/attempt. Ids that are not plain lower
 * case names become readable text plus a hash, so that no id can leave the folder, exceed a name limit, or meet another
 * id on a file system that ignores case.
 */
export function attemptPath(directory: string, key: AttemptKey): string {
  return join(
    directory,
    workflowFolder(key.workflow_id),
    countName('workflow_instance_id', key.workflow_instance_id),
    countName('workflow_run_id', key.workflow_run_id),
    folderName('step_id', key.step_id),
    countName('step_attempt_id', key.step_attempt_id),
  );
}

/** The name of the folder that holds all logs of a workflow. */
export function workflowFolder(workflowId: string): string {
  return folderName('workflow_id', workflowId);
}

function folderName(field: string, id: string): string {
  if (typeof id !== 'string') throw new TypeError(`${field} of a log key must be text, not ${typeof id}`);
  if (PLAIN_ID.test(id)) return id;
  const readable = id.slice(0, 80).replace(/[^A-Za-z0-9_-]/g, '_');
  return `${readable}.${createHash('sha256').update(id).digest('hex').slice(0, 16)}`;
}

function countName(field: string, value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${field} of a log key must be a whole number of at least 0, not ${String(value)}`);
  }
  return String(value);
}
