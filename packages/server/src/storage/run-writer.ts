import { nextWake, type RunState, type StepState } from '@rondo/engine';
import type pg from 'pg';
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
  /** False when only steps changed: then the row of the run is left alone. */
  readonly isRunChanged: boolean;
  readonly state: RunState;
  /** Attempts that changed since the last commit, each once. */
  readonly steps: readonly StepState[];
}

/** SQLSTATE of a commit whose node lost a group: the fence divides by zero. */
export const FENCED = '22012';

/**
 * Commits everything about these runs, in one statement and so in one transaction and one round trip (decision 0005).
 * Terminal rows are never changed. Rejects with the database's error, nothing being committed; its code is FENCED when
 * one of the groups belongs to another node by now. After a lost connection it may be done again: the rows it writes
 * are whole.
 */
export async function commitRuns(client: pg.Client, runs: readonly RunWrite[]): Promise<void> {
  const groups = new Map(runs.map((run) => [run.group.group_id, run.group.generation]));
  await client.query({
    name: 'flush',
    text: FLUSH,
    values: [
      [...groups.keys()],
      [...groups.values()],
      ...createdColumns(runs.filter((run) => run.isNew)),
      ...changedColumns(runs.filter((run) => !run.isNew && run.isRunChanged)),
      ...stepColumns(runs.flatMap((run) => run.steps.map((step) => ({ run, step })))),
    ],
  });
}

/** To be called once for each connection that commits runs: the one statement has one plan, whatever it carries. */
export async function prepareFlush(client: pg.Client): Promise<void> {
  await client.query('set plan_cache_mode = force_generic_plan');
}

const FLUSH = `
  with fence as materialized (
    select 1 / (case when count(*) = cardinality($1::int[]) then 1 else 0 end) as owned
    from (
      select g.group_id
      from run_group g
      join unnest($1::int[], $2::bigint[]) as claim (group_id, generation)
        on g.group_id = claim.group_id and g.generation = claim.generation
      for share of g
    ) held
  ),
  created as (
    insert into workflow_instance (run_key, workflow_id, instance_id, run_id, uuid, version_id, group_id, generation,
      revision, status, create_time, start_time, end_time, wake_time, instance, state)
    select c.* from fence, unnest($3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::uuid[], $8::bigint[],
      $9::int[], $10::bigint[], $11::bigint[], $12::text[], $13::bigint[], $14::bigint[], $15::bigint[],
      $16::bigint[], $17::text[], $18::text[]) as c
    on conflict (run_key) do update
      set generation = excluded.generation, revision = excluded.revision, status = excluded.status,
        start_time = excluded.start_time, end_time = excluded.end_time, wake_time = excluded.wake_time,
        state = excluded.state
      where workflow_instance.end_time is null
  ),
  changed as (
    update workflow_instance w
    set generation = c.generation, revision = c.revision, status = c.status, start_time = c.start_time,
      end_time = c.end_time, wake_time = c.wake_time, state = c.state
    from fence, unnest($19::bigint[], $20::bigint[], $21::bigint[], $22::text[], $23::bigint[], $24::bigint[],
      $25::bigint[], $26::text[])
      as c (run_key, generation, revision, status, start_time, end_time, wake_time, state)
    where w.run_key = c.run_key and w.end_time is null
  ),
  saved as (
    insert into step_instance (run_key, step_id, attempt_id, ordinal, revision, status, start_time, end_time, state)
    select s.* from fence, unnest($27::bigint[], $28::text[], $29::int[], $30::int[], $31::bigint[], $32::text[],
      $33::bigint[], $34::bigint[], $35::text[]) as s
    on conflict (run_key, step_id, attempt_id) do update
      set revision = excluded.revision, status = excluded.status, start_time = excluded.start_time,
        end_time = excluded.end_time, state = excluded.state
      where step_instance.end_time is null
  )
  select owned from fence`;

function createdColumns(runs: readonly RunWrite[]): unknown[][] {
  const instances = runs.map((run) => run.state.instance);
  return [
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
  ];
}

function changedColumns(runs: readonly RunWrite[]): unknown[][] {
  return [
    runs.map((run) => run.run_key),
    runs.map((run) => run.group.generation),
    runs.map((run) => run.revision),
    runs.map((run) => run.state.status),
    runs.map((run) => run.state.start_time ?? null),
    runs.map((run) => run.state.end_time ?? null),
    runs.map((run) => nextWake(run.state) ?? null),
    runs.map((run) => encodeState(run.state)),
  ];
}

function stepColumns(steps: readonly { run: RunWrite; step: StepState }[]): unknown[][] {
  return [
    steps.map(({ run }) => run.run_key),
    steps.map(({ step }) => step.step_id),
    steps.map(({ step }) => step.step_attempt_id),
    steps.map(({ step }) => step.step_instance_id),
    steps.map(({ run }) => run.revision),
    steps.map(({ step }) => step.status),
    steps.map(({ step }) => step.times.start_time ?? null),
    steps.map(({ step }) => step.times.end_time ?? null),
    steps.map(({ step }) => encodeStep(step)),
  ];
}

/** Marks a run that could not be decided or saved, with the reason; does nothing once another node owns its group. */
export async function parkRun(
  pool: pg.Pool,
  runKey: number,
  group: GroupClaim,
  reason: string,
): Promise<void> {
  await pool.query(
    `update workflow_instance set parked = $2 where run_key = $1 and end_time is null
       and exists (select 1 from run_group where group_id = $3 and generation = $4)`,
    [runKey, reason.replaceAll('\0', '').slice(0, 4000), group.group_id, group.generation],
  );
}

/** Takes that mark away. */
export async function unparkRun(pool: pg.Pool, runKey: number): Promise<void> {
  await pool.query('update workflow_instance set parked = null where run_key = $1 and end_time is null', [
    runKey,
  ]);
}
