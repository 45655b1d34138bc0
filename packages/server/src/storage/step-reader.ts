import type { StepSummary } from '@rondo/engine';
import type { Queryable } from '../postgres/client.ts';
import type { RunRow } from './run-codec.ts';
import { RUN_COLUMNS } from './run-reader.ts';
import type { StepRow } from './step-codec.ts';

const STEP_COLUMNS = 'run_key, step_id, attempt_id, ordinal, status, state';
const SUMMARY_COLUMNS = 'run_key, step_id, attempt_id, status, start_time, end_time';

/** A step row and the run it belongs to. */
export type KeyedStepRow = StepRow & { readonly run_key: number };

interface SummaryRow {
  readonly run_key: number;
  readonly step_id: string;
  readonly attempt_id: number;
  readonly status: StepSummary['status'];
  readonly start_time: number | null;
  readonly end_time: number | null;
}

function toSummary(row: SummaryRow): StepSummary {
  return {
    step_id: row.step_id,
    step_attempt_id: row.attempt_id,
    status: row.status,
    start_time: row.start_time ?? undefined,
    end_time: row.end_time ?? undefined,
  };
}

/** The latest attempt of every step of each of the runs, without params and history. */
export async function listStepSummaries(
  db: Queryable,
  runKeys: readonly number[],
): Promise<ReadonlyMap<number, readonly StepSummary[]>> {
  const { rows } = await db.query<SummaryRow>({
    name: 'list_step_summaries',
    text: `select distinct on (run_key, step_id) ${SUMMARY_COLUMNS} from step_instance
      where run_key = any($1) order by run_key desc, step_id desc, attempt_id desc`,
    values: [runKeys],
  });
  const byRun = new Map<number, StepSummary[]>();
  for (const row of rows) {
    const summaries = byRun.get(row.run_key);
    if (summaries) summaries.push(toSummary(row));
    else byRun.set(row.run_key, [toSummary(row)]);
  }
  return byRun;
}

/** The latest attempts that changed after `revision`, oldest change first. */
export async function listChangedSteps(
  db: Queryable,
  runKey: number,
  revision: number,
): Promise<StepSummary[]> {
  const { rows } = await db.query<SummaryRow>({
    name: 'list_changed_steps',
    text: `select ${SUMMARY_COLUMNS} from (
        select distinct on (step_id) * from step_instance
        where run_key = $1 and revision > $2 order by step_id desc, attempt_id desc
      ) changed order by revision, ordinal`,
    values: [runKey, revision],
  });
  return rows.map(toSummary);
}

/** The latest attempt of every step of a run, in step order. */
export async function listRunSteps(db: Queryable, runKey: number): Promise<KeyedStepRow[]> {
  const { rows } = await db.query<KeyedStepRow>({
    name: 'list_run_steps',
    text: `select ${STEP_COLUMNS} from (
        select distinct on (step_id) * from step_instance
        where run_key = $1 order by step_id desc, attempt_id desc
      ) latest order by ordinal`,
    values: [runKey],
  });
  return rows;
}

/** The most recent attempt of every step across the runs of an instance, in step order. */
export async function listInstanceSteps(
  db: Queryable,
  workflowId: string,
  instanceId: number,
): Promise<KeyedStepRow[]> {
  const { rows } = await db.query<KeyedStepRow>(
    `select ${STEP_COLUMNS} from (
       select distinct on (s.step_id) s.* from workflow_instance i join step_instance s using (run_key)
       where i.workflow_id = $1 and i.instance_id = $2
       order by s.step_id, i.run_id desc, s.attempt_id desc
     ) latest order by ordinal`,
    [workflowId, instanceId],
  );
  return rows;
}

/** One attempt of a step in a run, or its latest. */
export async function readStep(
  db: Queryable,
  runKey: number,
  stepId: string,
  attempt: number | 'latest',
): Promise<KeyedStepRow | undefined> {
  const { rows } = await db.query<KeyedStepRow>({
    name: 'read_step',
    text: `select ${STEP_COLUMNS} from step_instance
      where run_key = $1 and step_id = $2 and ($3::bigint is null or attempt_id = $3)
      order by attempt_id desc limit 1`,
    values: [runKey, stepId, attempt === 'latest' ? null : attempt],
  });
  return rows[0];
}

/** The latest run of an instance that has the step. */
export async function readRunWithStep(
  db: Queryable,
  workflowId: string,
  instanceId: number,
  stepId: string,
): Promise<RunRow | undefined> {
  const { rows } = await db.query<RunRow>(
    `select ${RUN_COLUMNS} from workflow_instance i
     where workflow_id = $1 and instance_id = $2
       and exists (select from step_instance s where s.run_key = i.run_key and s.step_id = $3)
     order by run_id desc limit 1`,
    [workflowId, instanceId, stepId],
  );
  return rows[0];
}
