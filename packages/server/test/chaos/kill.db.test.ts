import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts';

const RUNS = 200;
const KILLS = 12;
const VICTIM = new URL('./victim.mjs', import.meta.url);

const step = (id: string, to: string[], type = 'Effect') => ({
  step: {
    id,
    type,
    transition: { successors: Object.fromEntries(to.map((other) => [other, 'true'])) },
    retry_policy: { backoff: { type: 'FIXED_BACKOFF', error_retry_backoff_in_secs: 1 } },
  },
});

/** A diamond with a step that fails once, a no-op between effects, and an effect at the end. */
const WORKFLOW = {
  id: 'chaos',
  steps: [
    step('first', ['left', 'flaky']),
    step('left', ['join']),
    step('flaky', ['join']),
    step('join', ['last'], 'NoOp'),
    step('last', []),
  ],
};

/** Keeps every version of every row that a commit left behind, and every change of a row that was terminal. */
const WITNESS = `
  create table witness (kind text, run_key bigint, step_id text, attempt_id int, was text, became text);
  create function watch_step() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and old.end_time is not null then
      insert into witness values ('terminal step changed', old.run_key, old.step_id, old.attempt_id, old.status, new.status);
    end if;
    return new;
  end $$;
  create trigger watch before update on step_instance for each row execute function watch_step();
  create function watch_run() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and old.end_time is not null then
      insert into witness values ('terminal run changed', old.run_key, null, null, old.status, new.status);
    end if;
    return new;
  end $$;
  create trigger watch before update on workflow_instance for each row execute function watch_run();
  create function refuse_delete() returns trigger language plpgsql as $$
  begin
    raise exception 'a row was deleted';
  end $$;
  create trigger keep before delete on step_instance for each row execute function refuse_delete();
  create trigger keep before delete on workflow_instance for each row execute function refuse_delete();`;

let database: TestDatabase;
let folder: string;
let victim: ChildProcess | undefined;

const seed = Number(process.env.RONDO_TEST_SEED ?? Math.floor(Math.random() * 1e9));
let state = seed;
/** Uniform in [0, 1), from the seed that a failure prints. */
const random = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 4_294_967_296;
};

function startVictim(): ChildProcess {
  const world = join(folder, 'world');
  const child = fork(VICTIM, [join(folder, 'home'), database.url, world, String(RUNS)], {
    // The victim is the built server: without the conditions that the tests run under.
    execArgv: [],
  });
  victim = child;
  return child;
}

function fail(message: string): never {
  throw new Error(message);
}

async function openRuns(): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    `select count(*) as count from workflow_instance where end_time is null`,
  );
  return Number(rows[0]?.count);
}

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'rondo-chaos-'));
  const { mkdirSync } = await import('node:fs');
  mkdirSync(join(folder, 'world'));
  const properties = {
    owner: 'tester',
    run_strategy: { rule: 'PARALLEL', workflow_concurrency: 60 },
    create_time: 0,
  };
  await database.pool.query(
    `insert into workflow (workflow_id, active_version_id, latest_version_id, properties, modify_time)
     values ('chaos', 1, 1, $1, 0)`,
    [JSON.stringify(properties)],
  );
  await database.pool.query(
    `insert into workflow_version (workflow_id, version_id, metadata, definition, create_time)
     values ('chaos', 1, '{}', $1, 0)`,
    [JSON.stringify(WORKFLOW)],
  );
  await database.pool.query(WITNESS);
});

afterAll(async () => {
  victim?.kill('SIGKILL');
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a server that is killed again and again', () => {
  it(`brings ${RUNS} runs to the right end, with no step lost, none done twice, no terminal row changed`, async () => {
    for (let kill = 0; kill < KILLS; kill++) {
      const child = startVictim();
      const exited = once(child, 'exit');
      await Promise.race([
        once(child, 'message'),
        exited.then(([code]) => fail(`the victim ended with ${code}`)),
      ]);
      // Not a wait for something to happen: the moment of the kill is what is random here.
      await delay(random() * 500);
      child.kill('SIGKILL');
      await exited;
    }
    const last = startVictim();
    let isOver = false;
    let isStarted = false;
    last.once('exit', () => {
      isOver = true;
    });
    last.on('message', (message) => {
      isStarted ||= message === 'started';
    });
    while (!isOver && (!isStarted || (await openRuns()) > 0)) await delay(50);

    const note = `seed ${seed}`;
    const { rows: runs } = await database.pool.query(
      'select status, count(*)::int as count, count(distinct instance_id)::int as instances from workflow_instance group by status',
    );
    expect(runs, note).toEqual([{ status: 'SUCCEEDED', count: RUNS, instances: RUNS }]);
    const { rows: steps } = await database.pool.query(
      `select step_id, attempt_id, status, count(*)::int as count from step_instance
       group by step_id, attempt_id, status order by step_id, attempt_id`,
    );
    expect(steps, note).toEqual([
      { step_id: 'first', attempt_id: 1, status: 'SUCCEEDED', count: RUNS },
      { step_id: 'flaky', attempt_id: 1, status: 'USER_FAILED', count: RUNS },
      { step_id: 'flaky', attempt_id: 2, status: 'SUCCEEDED', count: RUNS },
      { step_id: 'join', attempt_id: 1, status: 'SUCCEEDED', count: RUNS },
      { step_id: 'last', attempt_id: 1, status: 'SUCCEEDED', count: RUNS },
      { step_id: 'left', attempt_id: 1, status: 'SUCCEEDED', count: RUNS },
    ]);
    const { rows: witnessed } = await database.pool.query('select * from witness');
    expect(witnessed, note).toEqual([]);
    const begun = readFileSync(join(folder, 'world', 'begun'), 'utf8')
      .trim()
      .split('\n');
    expect(new Set(begun).size, note).toBe(begun.length);
    expect(begun.length, note).toBe(RUNS * 5);
  }, 180_000);
});
