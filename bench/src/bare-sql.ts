import type pg from 'pg';
import { timed } from './statistics.ts';

const BATCH = 64;
const BATCHES = 150;

type Row = Record<string, string | number | null>;

/**
 * The rows of one W3 run, read back and written again under new keys, in batches as large as those of 64 runs in flight:
 * what PostgreSQL alone can take of them. Answers runs per second.
 */
export async function bareSqlRunsPerSecond(
  pool: pg.Pool,
  workflowId: string,
): Promise<{ runs: number; rows: number }> {
  const client = await pool.connect();
  try {
    const { rows: runs } = await client.query<Row>(
      'select * from workflow_instance where workflow_id = $1 order by instance_id limit 1',
      [workflowId],
    );
    const run = runs[0] as Row;
    const { rows: steps } = await client.query<Row>('select * from step_instance where run_key = $1', [
      run.run_key,
    ]);
    await client.query('create temporary sequence bare_key start 1000000000');
    const ms = await timed(async () => {
      for (let batch = 0; batch < BATCHES; batch++) await writeBatch(client, run, steps, batch);
    });
    const written = (BATCH * BATCHES * 1000) / ms;
    return { runs: written, rows: written * (1 + steps.length) };
  } finally {
    client.release();
  }
}

async function writeBatch(
  client: pg.PoolClient,
  run: Row,
  steps: readonly Row[],
  batch: number,
): Promise<void> {
  const keys = Array.from({ length: BATCH }, (_, index) => 1_000_000_000 + batch * BATCH + index);
  await client.query('begin');
  await insert(
    client,
    'workflow_instance',
    keys.map((key) => ({
      ...run,
      run_key: key,
      workflow_id: 'bare-sql',
      instance_id: key,
      uuid: `00000000-0000-0000-0000-${String(key).padStart(12, '0')}`,
    })),
  );
  await insert(
    client,
    'step_instance',
    keys.flatMap((key) => steps.map((step) => ({ ...step, run_key: key }))),
  );
  await client.query('commit');
}

async function insert(client: pg.PoolClient, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] as Row);
  const types: Record<string, string> = {
    uuid: 'uuid',
    group_id: 'int',
    attempt_id: 'int',
    ordinal: 'int',
  };
  const numeric = /^(run_key|instance_id|run_id|version_id|generation|revision|.*_time)$/;
  const arrays = columns.map((column, index) => {
    const type = types[column] ?? (numeric.test(column) ? 'bigint' : 'text');
    return `$${index + 1}::${type}[]`;
  });
  await client.query({
    name: `bare_${table}`,
    text: `insert into ${table} (${columns.join(', ')}) select * from unnest(${arrays.join(', ')})`,
    values: columns.map((column) => rows.map((row) => row[column])),
  });
}
