import { createRequire } from 'node:module';
import { type Parameters, parseJson, shown } from '@rondo/model';
import type { Runner } from '../../runners/runner.ts';
import type { Attempt, RuntimeResult, StepRuntime } from '../contract.ts';
import { createJobRuntime, type JobEnding, type JobPlan, jobArtifact } from '../job-runtime.ts';
import { OutputDataError, outputParam } from '../output-param.ts';
import { failure, messageOf } from '../results.ts';
import { REPORT_VARIABLE, REQUEST_VARIABLE, type SqlReport, type SqlRequest } from './worker-protocol.ts';

const CONNECTIONS = ['duckdb'];
const OWN_PARAMS = ['sql', 'connection'];
const MAX_ERROR_CHARACTERS = 2_000;

/** What one Sql step may use. */
export interface SqlRuntimeOptions {
  readonly runner: Runner;
  /** In DuckDB's notation. Default `1GB`; what does not fit spills to the disk. */
  readonly memoryLimit?: string;
  /** Default 2. */
  readonly threads?: number;
}

/**
 * Steps of type `Sql`: the param `sql` is run by DuckDB in a process of its own, whose folder is the run's work dir, so
 * that a long or a crashing query touches nothing else. Tables live as long as the attempt, files as long as the run.
 */
export function createSqlRuntime(options: SqlRuntimeOptions): StepRuntime {
  const { runner } = options;
  const worker = createRequire(import.meta.url).resolve('@rondo/server/sql-worker');
  return createJobRuntime(
    {
      type: 'Sql',
      plan: (attempt, workDir) => plan(attempt, workDir, worker, options),
      conclude: async (attempt, ending, now) => {
        const report = await runner.result(attempt.step_uuid);
        return conclude(
          attempt,
          ending,
          now,
          report === undefined ? undefined : (parseJson(report) as SqlReport),
        );
      },
    },
    runner,
  );
}

function plan(attempt: Attempt, workDir: string, worker: string, options: SqlRuntimeOptions): JobPlan {
  const { params } = attempt;
  const sql = params.sql?.evaluated_result;
  const connection = params.connection?.evaluated_result ?? 'duckdb';
  if (typeof sql !== 'string')
    return { refusal: 'The step needs the STRING param [sql], one or more statements' };
  if (typeof connection !== 'string' || !CONNECTIONS.includes(connection)) {
    return { refusal: `The connection ${shown(connection)} is not known; known: ${CONNECTIONS.join(', ')}` };
  }
  const request: SqlRequest = {
    sql,
    outputs: outputNames(params),
    memory_limit: options.memoryLimit ?? '1GB',
    threads: options.threads ?? 2,
  };
  return {
    spec: {
      command: [process.execPath, worker],
      files: { 'request.json': JSON.stringify(request) },
      environment: {},
      environmentFiles: { [REQUEST_VARIABLE]: 'request.json' },
      resultVariable: REPORT_VARIABLE,
      workingDirectory: workDir,
    },
  };
}

/** Params that a result may change: those of the definition that are mutable, not the ones the system sets. */
function outputNames(params: Parameters): string[] {
  return Object.entries(params)
    .filter(([name, param]) => !OWN_PARAMS.includes(name) && (param.mode ?? 'MUTABLE') === 'MUTABLE')
    .map(([name]) => name);
}

function conclude(
  attempt: Attempt,
  ending: JobEnding,
  now: number,
  report: SqlReport | undefined,
): RuntimeResult {
  const artifacts = jobArtifact(ending);
  if (!report) {
    const how = ending.signal ? `was ended by ${ending.signal}` : `ended with code ${ending.exit_code}`;
    return {
      ...failure('PLATFORM_ERROR', now, `The DuckDB process ${how} before it reported a result`),
      artifacts,
    };
  }
  if ('error' in report) {
    return { ...failure('USER_ERROR', now, report.error.slice(0, MAX_ERROR_CHARACTERS)), artifacts };
  }
  const { values, ...preview } = report;
  const result = { type: 'DEFAULT' as const, connection: 'duckdb', ...preview };
  try {
    const output = outputParams(attempt.params, values, now);
    const published = Object.keys(output).length > 0 && { output_params: output };
    return { state: 'DONE', artifacts: { ...artifacts, rondo_sql: result }, ...published };
  } catch (error) {
    if (!(error instanceof OutputDataError)) throw error;
    const message = `The result row cannot become output params: ${messageOf(error)}`;
    return { ...failure('USER_ERROR', now, message), artifacts: { ...artifacts, rondo_sql: result } };
  }
}

function outputParams(
  declared: Parameters,
  values: Readonly<Record<string, unknown>>,
  now: number,
): Parameters {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (value === null) throw new OutputDataError(`the column [${name}] is NULL, which no param can hold`);
      return [name, outputParam(name, value, declared[name]?.type, now)];
    }),
  );
}
