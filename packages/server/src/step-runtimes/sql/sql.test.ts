import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Parameters, ParamType } from '@rondo/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileLogStore } from '../../logs/file-store.ts';
import type { LogStore } from '../../logs/log-store.ts';
import { createLocalRunner } from '../../runners/local.ts';
import type { Runner } from '../../runners/runner.ts';
import { describeRuntimeContract, finish, text, trial } from '../contract.suite.ts';
import type { RuntimeResult, StepRuntime } from '../contract.ts';
import { createSqlRuntime } from './sql.ts';

/** The worker is a program of its own, so it runs from the build, as `npm test` makes it. */
const isBuilt = existsSync(new URL('../../../dist/step-runtimes/sql/worker.js', import.meta.url));

const warn = (message: string, error: unknown) => {
  throw new Error(message, { cause: error });
};

const localRunner = (home: string) =>
  createLocalRunner({
    directory: join(home, 'jobs'),
    hostEnvironment: { PATH: process.env.PATH, RONDO_SECRET: 'do not tell' },
    warn,
  });

describe.runIf(isBuilt)('with a built worker', () => {
  describeRuntimeContract('Sql', async (home) => {
    const runner = localRunner(home);
    return {
      runtime: createSqlRuntime({ runner }),
      done: (marker) => ({ sql: text(`SELECT 42 AS answer; COPY (SELECT 1) TO '${marker}' (HEADER false)`) }),
      leavesMarker: true,
      endless: {
        sql: text('SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = 5'),
      },
      failing: { sql: text('SELECT * FROM nowhere') },
      logged: '[1/2] SELECT: 1 row',
      dispose: () => runner.stop(),
    };
  });

  describe('Sql', () => {
    let home: string;
    let logs: LogStore;
    let runner: Runner;
    let runtime: StepRuntime;

    beforeEach(async () => {
      home = await mkdtemp(join(tmpdir(), 'rondo-sql-'));
      logs = createFileLogStore({ directory: join(home, 'logs'), warn });
      runner = localRunner(home);
      runtime = createSqlRuntime({ runner });
    });

    afterEach(async () => {
      await runner.stop();
      await logs.stop();
      await rm(home, { recursive: true, force: true });
    });

    async function execute(
      sql: string,
      types: Record<string, ParamType> = {},
      params: Parameters = {},
    ): Promise<RuntimeResult & { log: string }> {
      const declared = Object.entries(types).map(([name, type]) => [name, { type }] as const);
      const one = trial('Sql', { ...Object.fromEntries(declared), ...params, sql: text(sql) }, home, logs);
      await runtime.start(one.attempt, one.tools);
      const result = await finish(runtime, one);
      return { ...result, log: (await logs.read(one.key, 0, 1_000_000)).text };
    }

    const message = (result: RuntimeResult) =>
      result.timeline?.map((event) => ('message' in event ? event.message : '')).join();

    it('shows the last result as artifact and, with the progress, as a table in the log', async () => {
      const result = await execute(
        "CREATE TABLE t AS SELECT range AS n, 'x' || range AS name FROM range(25); INSERT INTO t VALUES (99, NULL); SELECT * FROM t",
      );
      expect(result.state).toBe('DONE');
      expect(result.artifacts?.rondo_sql).toMatchObject({
        type: 'DEFAULT',
        connection: 'duckdb',
        statements: 3,
        row_count: 26,
        columns: [
          { name: 'n', type: 'BIGINT' },
          { name: 'name', type: 'VARCHAR' },
        ],
      });
      expect(result.artifacts?.rondo_sql).toHaveProperty('rows.length', 20);
      expect(result.artifacts?.rondo_sql).toHaveProperty('rows.3', [3, 'x3']);
      expect(result.log).toMatch(/\[1\/3\] CREATE: 25 rows changed, \d+ ms\n/);
      expect(result.log).toMatch(/\[2\/3\] INSERT: 1 row changed, \d+ ms\n/);
      expect(result.log).toMatch(/\[3\/3\] SELECT: 26 rows, \d+ ms\n/);
      expect(result.log).toContain(' n  name\n--  ----\n 0  x0\n');
      expect(result.log).toContain('… and 6 more rows');
      expect(result.output_params).toBeUndefined();
    });

    it('makes output params of the declared columns of a single row, in the declared types', async () => {
      const result = await execute(
        "SELECT 9007199254740993 AS big, sum(x) AS total, avg(x) AS mean, max(x) > 2 AS ok, DATE '2026-01-31' AS day, list(x) AS xs, {'a': 1, 'b': 'c'} AS m, 1.50::DECIMAL(9,2) AS price, 7 AS undeclared FROM (VALUES (1), (2), (3)) t(x)",
        {
          big: 'LONG',
          total: 'LONG',
          mean: 'DOUBLE',
          ok: 'BOOLEAN',
          day: 'STRING',
          xs: 'LONG_ARRAY',
          m: 'MAP',
          price: 'DOUBLE',
        },
      );
      const values = Object.entries(result.output_params ?? {}).map(([name, param]) => [
        name,
        param.evaluated_result,
      ]);
      expect(Object.fromEntries(values)).toEqual({
        big: 9007199254740993n,
        total: 6,
        mean: 2,
        ok: true,
        day: '2026-01-31',
        xs: [1, 2, 3],
        m: { a: 1, b: 'c' },
        price: 1.5,
      });
    });

    it('makes no output params of several rows, of system params, or of params it may not change', async () => {
      expect(
        (await execute('SELECT 1 AS n UNION ALL SELECT 2', { n: 'LONG' })).output_params,
      ).toBeUndefined();
      const fixed: Parameters = { n: { type: 'LONG', mode: 'CONSTANT', evaluated_result: 1 } };
      expect((await execute('SELECT 1 AS n, 2 AS sql', {}, fixed)).output_params).toBeUndefined();
    });

    it('fails with the column and the type when a value does not fit its param', async () => {
      const result = await execute('SELECT 1.25::DOUBLE AS n', { n: 'LONG' });
      expect(result.state).toBe('USER_ERROR');
      expect(message(result)).toContain('params.n must be a LONG, as the step declares it, not 1.25');
      expect(message(await execute('SELECT max(1) AS n WHERE false', { n: 'LONG' }))).toContain(
        'column [n] is NULL',
      );
    });

    it("fails with DuckDB's own message, in the log too, after what went well", async () => {
      const result = await execute('SELECT 1; SELECT missing FROM range(1); SELECT 3');
      expect(result.state).toBe('USER_ERROR');
      expect(message(result)).toContain('Referenced column "missing" not found');
      expect(result.log).toContain('[1/3] SELECT: 1 row');
      expect(result.log).toContain('Referenced column "missing" not found');
      expect(result.log).not.toContain('[3/3]');
    });

    it('reads and writes files relative to the work dir, and starts each attempt with no tables', async () => {
      await writeFile(join(home, 'in.csv'), 'a,b\n1,x\n2,y\n');
      await execute("CREATE TABLE t AS FROM 'in.csv'; COPY (SELECT a * 10 AS a FROM t) TO 'out.parquet'");
      const result = await execute("SELECT sum(a) AS total FROM 'out.parquet'", { total: 'LONG' });
      expect(result.output_params?.total?.evaluated_result).toBe(30);
      expect(message(await execute('SELECT * FROM t'))).toContain('Table with name t does not exist');
    });

    it('sees none of the server variables, and cannot lift the limits or load what is not built in', async () => {
      const environment = await execute(
        "COPY (SELECT content FROM read_text('/proc/self/environ')) TO 'env.txt'",
      );
      if (environment.state === 'DONE')
        expect(await readFile(join(home, 'env.txt'), 'utf8')).not.toContain('do not tell');
      expect(message(await execute('SET threads = 64'))).toContain('the configuration has been locked');
      expect(message(await execute("SELECT * FROM 'https://localhost/x.parquet'"))).toContain('httpfs');
      expect((await execute("SET TimeZone = 'Europe/Berlin'; SELECT 1")).state).toBe('DONE');
    });

    it('fails the attempt, and nothing else, when memory is not enough', async () => {
      runtime = createSqlRuntime({ runner, memoryLimit: '20MB', threads: 1 });
      const result = await execute('SELECT list(range) FROM range(100000000)');
      expect(result.state).toBe('USER_ERROR');
      expect(message(result)).toContain('Out of Memory');
    });

    it('refuses an unknown connection and names the known ones', async () => {
      const one = trial('Sql', { sql: text('SELECT 1'), connection: text('warehouse') }, home, logs);
      const result = await runtime.start(one.attempt, one.tools);
      expect(result.state).toBe('FATAL_ERROR');
      expect(message(result)).toBe('The connection "warehouse" is not known; known: duckdb');
    });

    it('refuses a step without statements', async () => {
      expect(message(await execute(' -- nothing\n'))).toBe('There is no statement in the param [sql]');
    });
  });
});
