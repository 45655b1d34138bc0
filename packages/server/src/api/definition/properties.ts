import {
  DEFAULT_RUN_STRATEGY,
  defaultWorkflowConcurrency,
  type Properties,
  type PropertiesSnapshot,
  type PropertiesUpdate,
  RondoError,
  type RunStrategy,
  type User,
} from '@rondo/model';

/** Who changes properties, of which workflow, and when (epoch ms). */
export interface PropertiesChange {
  readonly workflow_id: string;
  readonly author: User;
  readonly now: number;
}

/** Unset by a push that brings properties without them (spec 2.2). */
const RESET_BY_PUSH = ['run_strategy', 'step_concurrency', 'alerting'] as const;

/** The first snapshot: exactly what was pushed. Throws BAD_REQUEST when the owner is missing. */
export function firstProperties(
  pushed: Properties | undefined,
  change: PropertiesChange,
): PropertiesSnapshot {
  if (pushed?.owner === undefined) {
    throw new RondoError(
      'BAD_REQUEST',
      `the first version of workflow [${change.workflow_id}] must have properties.owner`,
    );
  }
  return snapshot({ ...pushed }, change);
}

/** What a push with properties leaves. Its snapshot id is always larger than the one before. */
export function pushProperties(
  current: PropertiesSnapshot,
  pushed: Properties,
  change: PropertiesChange,
): PropertiesSnapshot {
  const kept: Properties = { ...current };
  for (const field of RESET_BY_PUSH) delete kept[field];
  return snapshot(merge(kept, pushed), change, current);
}

/** What an update leaves: fields that are set replace, resets unset. */
export function updateProperties(
  current: PropertiesSnapshot,
  update: PropertiesUpdate,
  change: PropertiesChange,
): PropertiesSnapshot {
  const {
    reset_run_strategy_rule: resetRule,
    reset_workflow_concurrency: resetConcurrency,
    reset_step_concurrency: resetSteps,
    ...fields
  } = update;
  const merged = merge({ ...current }, fields);
  if (resetRule) delete merged.run_strategy;
  else if (resetConcurrency && current.run_strategy?.rule === 'PARALLEL') {
    merged.run_strategy = {
      rule: 'PARALLEL',
      workflow_concurrency: defaultWorkflowConcurrency('PARALLEL'),
    };
  }
  if (resetSteps) delete merged.step_concurrency;
  return snapshot(merged, change, current);
}

function merge(base: Properties, change: Properties): Properties {
  const set = Object.entries(change).filter(([, value]) => value !== undefined && value !== null);
  return { ...base, ...Object.fromEntries(set) };
}

function snapshot(
  properties: Properties,
  change: PropertiesChange,
  current?: PropertiesSnapshot,
): PropertiesSnapshot {
  return {
    ...properties,
    workflow_id: change.workflow_id,
    create_time: Math.max(change.now, (current?.create_time ?? 0) + 1),
    author: change.author,
  };
}

/** The run strategy that a change brings in; undefined when it sets none or the one that already holds. */
export function newRunStrategy(
  current: PropertiesSnapshot | undefined,
  set: RunStrategy | undefined,
): RunStrategy | undefined {
  if (!set) return undefined;
  const before = current?.run_strategy ?? DEFAULT_RUN_STRATEGY;
  const isSame = before.rule === set.rule && before.workflow_concurrency === set.workflow_concurrency;
  return isSame ? undefined : set;
}
