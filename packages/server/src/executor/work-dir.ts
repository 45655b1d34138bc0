import { join } from 'node:path';

/** Names the folders that the steps of one run share. Ids are safe as file names: they are letters, digits, `._-`. */
export function workDirIn(home: string) {
  return (workflowId: string, instanceId: number, runId: number): string =>
    join(home, 'work', workflowId, String(instanceId), String(runId));
}
