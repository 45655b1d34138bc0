import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { bareSqlRunsPerSecond } from './bare-sql.ts';
import {
  type BenchServer,
  chain,
  define,
  expectSucceeded,
  fan,
  nextInstanceId,
  runToEnd,
  start,
  startBenchServer,
} from './bench-server.ts';
import { effectRuntime } from './effect-runtime.ts';
import type { Figures } from './figures.ts';
import type { SelFigures } from './sel.ts';
import { atOnce, median, percentile, timed } from './statistics.ts';

const COMMITS = 400;
const MANY = 10_000;
const IN_FLIGHT = 64;

type ServerFigures = Omit<Figures, 'w8_recovery_ms' | keyof SelFigures>;

/** One round of everything that needs a server but recovery, on a server of its own. */
export async function runRound(tell: (text: string) => void): Promise<ServerFigures> {
  const bench = await startBenchServer({ runtimes: [effectRuntime] });
  try {
    const { pool } = bench;
    for (const workflow of [chain('w1', 40), chain('w1e', 40, 'Effect'), fan('w2', 1000), chain('w3', 3)]) {
      await define(pool, workflow);
    }
    await atOnce(300, 16, () => start(bench.server, 'w3'));
    tell('yardstick');
    const commit_ms = await commitMs(pool);
    tell('W1');
    const w1_ms = median(await repeated(30, () => single(bench, 'w1')));
    const w1e_ms = median(await repeated(15, () => single(bench, 'w1e')));
    tell('W2');
    const w2_ms = median(await repeated(5, () => single(bench, 'w2')));
    tell('W3');
    const singles = await repeated(100, () => single(bench, 'w3'));
    const w3_200_ms = await timed(() => atOnce(200, 200, () => start(bench.server, 'w3')));
    const memory = watchMemory();
    const manyMs = await timed(() => atOnce(MANY, IN_FLIGHT, () => start(bench.server, 'w3')));
    const peak_rss_mb = memory();
    await expectSucceeded(pool, 'w3', 300 + 100 + 200 + MANY);
    tell('W3 over HTTP');
    const http = await overHttp(bench, MANY, IN_FLIGHT);
    await expectSucceeded(pool, 'w3', 300 + 100 + 200 + 2 * MANY);
    const bare = await bareSqlRunsPerSecond(pool, 'w3');
    return {
      commit_ms,
      w1_ms,
      w1e_ms,
      w2_ms,
      w3_p50_ms: percentile(singles, 0.5),
      w3_p95_ms: percentile(singles, 0.95),
      w3_200_ms,
      w3_in_process_runs_per_s: (MANY * 1000) / manyMs,
      w3_http_runs_per_s: (MANY * 1000) / http.ms,
      w3_http_p50_ms: http.p50,
      bare_sql_runs_per_s: bare.runs,
      bare_sql_rows_per_s: bare.rows,
      peak_rss_mb,
    };
  } finally {
    await bench.stop();
  }
}

/** `kill -9` of a server with 2,000 waiting and 2,000 running runs; ms from the next one's start until all go on. */
export async function recovery(): Promise<number> {
  const home = await mkdtemp(join(tmpdir(), 'rondo-bench-'));
  try {
    const first = serve(home, 'fill');
    await message(first);
    first.kill('SIGKILL');
    await once(first, 'exit');
    const began = performance.now();
    const second = serve(home, 'resume');
    await message(second);
    const ms = performance.now() - began;
    second.send('stop');
    await once(second, 'exit');
    return ms;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function single(bench: BenchServer, workflowId: string): Promise<number> {
  const instanceId = await nextInstanceId(bench, workflowId);
  return timed(() => runToEnd(bench, workflowId, instanceId));
}

async function repeated(times: number, work: () => Promise<number>): Promise<number[]> {
  const results: number[] = [];
  for (let time = 0; time < times; time++) results.push(await work());
  return results;
}

async function commitMs(pool: pg.Pool): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('create table yardstick (id bigint primary key, content text not null)');
    const content = 'x'.repeat(120);
    let id = 0;
    const commit = () =>
      client.query({
        name: 'yardstick',
        text: 'insert into yardstick values ($1, $2)',
        values: [id++, content],
      });
    return median(await repeated(COMMITS, () => timed(commit)));
  } finally {
    client.release();
  }
}

/** Samples this process; the function it answers stops that and tells the highest value in MB. */
function watchMemory(): () => number {
  let peak = 0;
  const sample = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(sample, 20);
  return () => {
    sample();
    clearInterval(timer);
    return peak / 1e6;
  };
}

async function overHttp(
  bench: BenchServer,
  count: number,
  inFlight: number,
): Promise<{ ms: number; p50: number }> {
  const child = fork(new URL('./http-load.js', import.meta.url), [
    bench.server.url,
    'w3',
    String(count),
    String(inFlight),
  ]);
  const [answer] = (await once(child, 'message')) as [{ ms: number; p50: number }];
  await once(child, 'exit');
  return answer;
}

function serve(home: string, task: 'fill' | 'resume'): ChildProcess {
  return fork(new URL('./recovery-server.js', import.meta.url), [home, task]);
}

async function message(child: ChildProcess): Promise<void> {
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`the server process ended with ${code}`);
  });
  await Promise.race([once(child, 'message'), failed]);
  failed.catch(() => {});
}
