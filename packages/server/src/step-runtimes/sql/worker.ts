/** The process that runs one Sql attempt: reads its request, executes it with DuckDB, writes its report. */
import { readFileSync, writeFileSync } from 'node:fs';
import { executeSql } from './execute.ts';
import {
  REPORT_VARIABLE,
  REQUEST_VARIABLE,
  type SqlReport,
  type SqlRequest,
  writeReport,
} from './worker-protocol.ts';

const print = (line: string) => process.stdout.write(`${line}\n`);

const request = JSON.parse(readFileSync(path(REQUEST_VARIABLE), 'utf8')) as SqlRequest;
// Beside the report, where it is removed with the job even if this process is killed.
const spillDirectory = `${path(REPORT_VARIABLE)}.spill`;
const report = await executeSql(request, spillDirectory, print).catch((error: Error): SqlReport => {
  print(error.message);
  return { error: error.message };
});
writeFileSync(path(REPORT_VARIABLE), writeReport(report));
process.exitCode = 'error' in report ? 1 : 0;

function path(variable: string): string {
  const found = process.env[variable];
  if (found === undefined)
    throw new Error(`This program is started by the Sql step runtime, which sets ${variable}`);
  return found;
}
