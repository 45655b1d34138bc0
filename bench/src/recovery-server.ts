import { chain, define, start, startBenchServer } from './bench-server.ts';
import { holdRuntime } from './effect-runtime.ts';
import { atOnce } from './statistics.ts';

/** A server process to be killed, or to come after it: `HOME fill|resume`. Sends a message when it is done. */
const [home = '', task = ''] = process.argv.slice(2);
const EACH = 2000;
const seen = new Set<string>();
let allSeen = () => {};
const everyRunning = new Promise<void>((resolve) => {
  allSeen = resolve;
});

const bench = await startBenchServer({
  home,
  runtimes: [
    holdRuntime((uuid) => {
      seen.add(uuid);
      if (seen.size === EACH) allSeen();
    }),
  ],
});

if (task === 'fill') {
  const sleep = chain('waiting', 1, 'Sleep');
  const [first] = sleep.steps as unknown as { step: { params?: object } }[];
  if (first) first.step.params = { sleep_seconds: { type: 'LONG', value: 86_400 } };
  await define(bench.pool, sleep);
  await define(bench.pool, chain('running', 1, 'Hold'));
  await bench.pool.query(
    `update workflow set properties = json_build_object('workflow_id', workflow_id, 'create_time', 0, 'author', 'bench',
       'owner', 'bench', 'run_strategy', json_build_object('rule', 'PARALLEL', 'workflow_concurrency', 100000))`,
  );
  await atOnce(EACH, 200, () => start(bench.server, 'waiting'));
  await atOnce(EACH, 200, () => start(bench.server, 'running'));
}
await everyRunning;
process.send?.('done');
process.once('message', () => {
  bench.stop().then(() => process.exit(0));
});
