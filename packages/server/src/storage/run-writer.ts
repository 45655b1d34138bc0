import { nextWake, type RunState, type StepState } from '@rondo/engine';
import type pg from 'pg';
import { pipelineTransaction, type Statement } from '../postgres/pipeline.ts';
import { encodeInstance, encodeState } from './run-codec.ts';
import { encodeStep } from './step-codec.ts';

/** A group this node owns, as a flush claims it. */
export interface GroupClaim {
  readonly group_id: number;
  readonly generation: number;
}

/** What one flush writes about one run. */
export interface RunWrite {
  readonly run_key: number;
  readonly group: GroupClaim;
  readonly revision: number;
  readonly isNew: boolean;
  readonly state: RunState;
  /** Attempts that changed since the last commit, each once. */
  readonly steps: readonly StepState[];
}

/** SQLSTATE of a flush whose node lost a group: the fence divides by zero. */
export const FENCED = '22012';

/**
 * Commits everything about these runs in one transaction and one round trip. Terminal rows are never changed. Rejects
 * with a TransactionError; its code is FENCED when one of the groups belongs to another node by now.
 */
export async function commitRuns(client: pg.Client, runs: readonly RunWrite[]): Promise<void> {
  const statements = [fence(runs)];
  const created = runs.filter((run) => run.isNew);
  const changed = runs.filter((run) => !run.isNew);
  if (created.length > 0) statements.push(insertRuns(created));
  if (changed.length > 0) statements.push(updateRuns(changed));
  const steps = runs.flatMap((run) => run.steps.map((step) => ({ run, step })));
  if (steps.length > 0) statements.push(saveSteps(steps));
  await pipelineTransaction(client, statements);
}

const FENCE = `
  select 1 / (case when count(*) = cardinality($1::int[]) then 1 else 0 end) as owned
  from (
    select g.group_id
    from run_group g
    join unnest($1::int[], $2::bigint[]) as claim (group_id, generation)
      on g.group_id = claim.group_id and g.generation = claim.generation
    for share of g
  ) held`;

function fence(runs: readonly RunWrite[]): Statement {
  const groups = new Map(runs.map((run) => [run.group.group_id, run.group.generation]));
  return { name: 'fence', text: FENCE, values: [[...groups.keys()], [...groups.values()]] };
}

const INSERT_RUNS = `
  insert into workflow_instance (run_key, workflow_id, instance_id, run_id, uuid, version_id, group_id, generation,
    revision, status, create_time, start_time, end_time, wake_time, instance, state)
  select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::uuid[], $6::bigint[], $7::int[],
    $8::bigint[], $9::bigint[], $10::text[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::text[],
    $16::text[])
  on conflict (run_key) do update
    set generation = excluded.generation, revision = excluded.revision, status = excluded.status,
      start_time = excluded.start_time, end_time = excluded.end_time, wake_time = excluded.wake_time,
      state = excluded.state
    where workflow_instance.end_time is null`;

function insertRuns(runs: readonly RunWrite[]): Statement {
  const instances = runs.map((run) => run.state.instance);
  return {
    name: 'insert_runs',
    text: INSERT_RUNS,
    values: [
      runs.map((run) => run.run_key),
      instances.map((instance) => instance.workflow_id),
      instances.map((instance) => instance.workflow_instance_id),
      instances.map((instance) => instance.workflow_run_id),
      instances.map((instance) => instance.workflow_uuid),
      instances.map((instance) => instance.workflow_version_id),
      runs.map((run) => run.group.group_id),
      runs.map((run) => run.group.generation),
      runs.map((run) => run.revision),
      runs.map((run) => run.state.status),
      instances.map((instance) => instance.create_time),
      runs.map((run) => run.state.start_time ?? null),
      runs.map((run) => run.state.end_time ?? null),
      runs.map((run) => nextWake(run.state) ?? null),
      instances.map(encodeInstance),
      runs.map((run) => encodeState(run.state)),
    ],
  };
}

const UPDATE_RUNS = `
  update workflow_instance w
  set generation = c.generation, revision = c.revision, status = c.status, start_time = c.start_time,
    end_time = c.end_time, wake_time = c.wake_time, state = c.state
  from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],
    $8::text[]) as c (run_key, generation, revision, status, start_time, end_time, wake_time, state)
  where w.run_key = c.run_key and w.end_time is null`;

function updateRuns(runs: readonly RunWrite[]): Statement {
  return {
    name: 'update_runs',
    text: UPDATE_RUNS,
    values: [
      runs.map((run) => run.run_key),
      runs.map((run) => run.group.generation),
      runs.map((run) => run.revision),
      runs.map((run) => run.state.status),
      runs.map((run) => run.state.start_time ?? null),
      runs.map((run) => run.state.end_time ?? null),
      runs.map((run) => nextWake(run.state) ?? null),
      runs.map((run) => encodeState(run.state)),
    ],
  };
}

const SAVE_STEPS = `
  insert into step_instance (run_key, step_id, attempt_id, ordinal, revision, status, start_time, end_time, state)
  select * from unnest($1::bigint[], $2::text[], $3::int[], $4::int[], $5::bigint[], $6::text[], $7::bigint[],
    $8::bigint[], $9::text[])
  on conflict (run_key, step_id, attempt_id) do update
    set revision = excluded.revision, status = excluded.status, start_time = excluded.start_time,
      end_time = excluded.end_time, state = excluded.state
    where step_instance.end_time is null`;

function saveSteps(steps: readonly { run: RunWrite; step: StepState }[]): Statement {
  return {
    name: 'save_steps',
    text: SAVE_STEPS,
    values: [
      steps.map(({ run }) => run.run_key),
      steps.map(({ step }) => step.step_id),
      steps.map(({ step }) => step.step_attempt_id),
      steps.map(({ step }) => step.step_instance_id),
      steps.map(({ run }) => run.revision),
      steps.map(({ step }) => step.status),
      steps.map(({ step }) => step.times.start_time ?? null),
      steps.map(({ step }) => step.times.end_time ?? null),
      steps.map(({ step }) => encodeStep(step)),
    ],
  };
}

/** Marks a run that could not be decided or saved, with the reason; it rests until somebody looks at it. */
export async function parkRun(pool: pg.Pool, runKey: number, reason: string): Promise<void> {
  await pool.query('update workflow_instance set parked = $2 where run_key = $1 and end_time is null', [
    runKey,
    reason.slice(0, 4000),
  ]);
}
