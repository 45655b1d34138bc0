import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { type Figures, format, ROWS } from './figures.ts';
import { median } from './statistics.ts';

const { values } = parseArgs({
  options: { json: { type: 'string' }, rounds: { type: 'string', default: '3' } },
});
const rounds = Number(values.rounds);
const tell = (text: string) => process.stderr.write(`${text}\n`);

const all: Figures[] = [];
for (let round = 1; round <= rounds; round++) all.push(await runInProcess(round));
const figures = Object.fromEntries(
  ROWS.map(({ name }) => [name, median(all.map((round) => round[name]))]),
) as unknown as Figures;

const table = new Table({
  head: ['workload', 'median', 'least', 'most', 'target', ''],
  style: { head: [], border: [] },
  chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
});
for (const { name, text, target } of ROWS) {
  const each = all.map((round) => round[name]);
  const aim = target?.(figures);
  table.push([
    text,
    format(figures[name]),
    format(Math.min(...each)),
    format(Math.max(...each)),
    aim?.text ?? '',
    aim ? (aim.isMet ? 'met' : 'missed') : '',
  ]);
}
const ratio = figures.w3_in_process_runs_per_s / figures.bare_sql_runs_per_s;
console.log(
  `${cpus().length} cores, Node ${process.version}, embedded PostgreSQL, synchronous_commit on, ${rounds} rounds`,
);
console.log(table.toString());
console.log(`W3 in process reaches ${format(ratio * 100)} % of what bare SQL writes of the same rows.`);
if (values.json) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`);

/** Each round has a process of its own, so that none finds the memory and the compiled code of another. */
async function runInProcess(round: number): Promise<Figures> {
  const child = fork(new URL('./round.js', import.meta.url));
  let figures: Figures | undefined;
  child.on('message', (message: string | Figures) => {
    if (typeof message === 'string') tell(`round ${round} of ${rounds}: ${message}`);
    else figures = message;
  });
  const [code] = await once(child, 'exit');
  if (!figures) throw new Error(`round ${round} ended with ${code}`);
  return figures;
}
