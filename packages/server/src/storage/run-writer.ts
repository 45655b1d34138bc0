import type { RunState, StepState } from '@rondo/engine';
import type pg from 'pg';
import { type FlushPart, flushStatement } from './flush-statement.ts';
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
 * Terminal rows are never changed, nor are rows of a later revision: a statement whose connection was lost may still be
 * at work when later ones are done. Rejects with the database's error, nothing being committed; its code is FENCED when
 * one of the groups belongs to another node by now. After a lost connection it may be done again: the rows it writes
 * are whole.
 */
export async function commitRuns(client: pg.Client, runs: readonly RunWrite[]): Promise<void> {
  const groups = new Map(runs.map((run) => [run.group.group_id, run.group.generation]));
  const created = runs.filter((run) => run.isNew);
  const changed = runs.filter((run) => !run.isNew && run.isRunChanged);
  const saved = runs.flatMap((run) => run.steps.map((step) => ({ run, step })));
  const parts: FlushPart[] = [];
  const columns: unknown[][] = [[...groups.keys()], [...groups.values()]];
  const add = (part: FlushPart, values: unknown[][]) => {
    parts.push(part);
    columns.push(...values);
  };
  if (created.length > 0) add('created', createdColumns(created));
  if (changed.length > 0) add('changed', changedColumns(changed));
  if (saved.length > 0) add('saved', stepColumns(saved));
  await client.query({ ...flushStatement(parts), values: columns });
}

/** To be called once for each connection that commits runs: its statements are planned once, whatever they carry. */
export async function prepareFlush(client: pg.Client): Promise<void> {
  await client.query('set plan_cache_mode = force_generic_plan');
}

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
