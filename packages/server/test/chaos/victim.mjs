// A server process that is killed: `HOME DATABASE_URL WORLD RUNS`. It takes over what is there and starts what is
// missing of RUNS runs. WORLD is a folder outside of it, in which the steps leave their effects.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger, loadConfig, startServer } from '@rondo/server';

const [home, databaseUrl, world, runs] = process.argv.slice(2);

/** Works for some milliseconds, and is found again under its step_uuid after a crash, like every real job. */
const effectRuntime = {
  type: 'Effect',
  async start(attempt) {
    const file = join(world, attempt.step_uuid);
    if (!existsSync(file)) {
      appendFileSync(
        join(world, 'begun'),
        `${attempt.step_uuid} ${attempt.step_id} ${attempt.step_attempt_id}\n`,
      );
      writeFileSync(file, String(Date.now() + Math.floor(Math.random() * 30)));
    }
    return { state: 'CONTINUE', next_polling_delay_ms: 15 };
  },
  async poll(attempt) {
    const endsAt = Number(readFileSync(join(world, attempt.step_uuid), 'utf8'));
    if (Date.now() < endsAt) return { state: 'CONTINUE', next_polling_delay_ms: 15 };
    const isFlaky = attempt.step_id === 'flaky' && attempt.step_attempt_id === 1;
    return { state: isFlaky ? 'USER_ERROR' : 'DONE' };
  },
  terminate: async () => ({ state: 'STOPPED' }),
  stop: async () => {},
};

const server = await startServer({
  config: loadConfig({
    RONDO_HOME: home,
    RONDO_DATABASE_URL: databaseUrl,
    RONDO_NODE_NAME: 'victim',
    RONDO_PORT: '0',
  }),
  log: createLogger('error'),
  runtimes: [effectRuntime],
  withoutApi: true,
});
process.send('ready');
// The request ids make a repetition of these starts harmless.
for (let run = 0; run < Number(runs); run++) {
  const request_id = `00000000-0000-4000-8000-${String(run).padStart(12, '0')}`;
  await server.executor.startWorkflow('chaos', 1, { initiator: { type: 'MANUAL' }, request_id }, 'tester');
}
process.send('started');
