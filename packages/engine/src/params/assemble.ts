import {
  type ParamDefinition,
  type ParamDefinitions,
  type Parameters,
  type ParamSource,
  RESERVED_PARAM_NAMES,
} from '@rondo/model';
import { cleanupAll } from './cleanup.ts';
import { stepDefaults } from './defaults/step-defaults.ts';
import { workflowDefaults } from './defaults/workflow-defaults.ts';
import { freezeParams } from './freeze.ts';
import { mergeAll } from './merge.ts';
import { attempt, type ParamResult } from './result.ts';
import { putEntry } from './value/record.ts';

/** What the params of a run are put together from (19.1). */
export interface WorkflowParamsInput {
  /** The workflow's own params. The same object for every run of a version, so that merging them is done once. */
  readonly definition: ParamDefinitions;
  readonly runParams?: ParamDefinitions | undefined;
  /** LAUNCH (RESTART in a restart), or the kind of the step that started the run. */
  readonly runParamsSource?: ParamSource | undefined;
  readonly restart?: RestartInput | undefined;
  /** Defaults of the deployment, over or beside the built-in ones. */
  readonly defaults?: ParamDefinitions | undefined;
}

/** What a new run of an existing instance starts from. */
interface RestartInput {
  /** The evaluated workflow params of the previous run. */
  readonly previous: Parameters;
  /** Restart params, given only to the last node of the restart path. */
  readonly params?: ParamDefinitions | undefined;
}

/** What the params of a step attempt are put together from (19.2). */
export interface StepParamsInput {
  /** Step type or kind, in any case. */
  readonly type: string;
  readonly definition: ParamDefinitions;
  /** From the step's job template. */
  readonly template?: ParamDefinitions | undefined;
  readonly injected?: ParamDefinitions | undefined;
  readonly runParams?: ParamDefinitions | undefined;
  /** Step restart params, at the leaf of the restart path only. */
  readonly restartParams?: ParamDefinitions | undefined;
  readonly isRestart?: boolean | undefined;
  readonly defaults?: ParamDefinitions | undefined;
}

const UPSTREAM_SOURCES: ReadonlySet<ParamSource> = new Set(['SUBWORKFLOW', 'FOREACH', 'WHILE', 'TEMPLATE']);
const NOTHING: ParamDefinitions = Object.freeze({});
const isEmpty = (params: ParamDefinitions | undefined): boolean =>
  params === undefined || Object.keys(params).length === 0;

/** The definitions that are evaluated as the workflow params of a run. */
export function assembleWorkflowParams(input: WorkflowParamsInput): ParamResult<ParamDefinitions> {
  return attempt(() => {
    const { runParams = NOTHING, restart } = input;
    if (!restart && !input.defaults && isEmpty(runParams)) return startParams(input.definition).cleaned;
    const source = input.runParamsSource ?? (restart ? 'RESTART' : 'LAUNCH');
    const context = { isUpstream: UPSTREAM_SOURCES.has(source), isRestart: restart !== undefined };
    const base = restart ? previousParams(restart.previous) : withDefaults(input);
    const run = mergeAll(base, runParams, { ...context, source });
    return cleanupAll(mergeAll(run, restart?.params ?? NOTHING, { ...context, source: 'RESTART' }));
  });
}

function withDefaults({ definition, defaults }: WorkflowParamsInput): ParamDefinitions {
  if (!defaults) return startParams(definition).merged;
  return mergeAll({ ...workflowDefaults(), ...defaults }, definition, { source: 'DEFINITION' });
}

interface StartParams {
  readonly merged: ParamDefinitions;
  readonly cleaned: ParamDefinitions;
}

/** What `make` gives for a definition; once, for as long as the definition lives. An empty one is like every other. */
function oncePerDefinition<T>(
  make: (definition: ParamDefinitions) => T,
): (definition: ParamDefinitions) => T {
  const made = new WeakMap<ParamDefinitions, { readonly value: T }>();
  return (definition) => {
    const key = isEmpty(definition) ? NOTHING : definition;
    let entry = made.get(key);
    if (!entry) {
      entry = { value: make(definition) };
      made.set(key, entry);
    }
    return entry.value;
  };
}

const startParams = oncePerDefinition((definition): StartParams => {
  const merged = mergeAll(workflowDefaults(), definition, { source: 'DEFINITION' });
  return { merged, cleaned: cleanupAll(merged) };
});

function previousParams(previous: Parameters): ParamDefinitions {
  const kept: ParamDefinitions = {};
  for (const [name, definition] of Object.entries(freezeParams(previous, 'SYSTEM'))) {
    if (!RESERVED_PARAM_NAMES.includes(name)) putEntry(kept, name, definition);
  }
  return kept;
}

/** Step type -> params of a definition that gets nothing from anywhere else. */
const plainStepParams = oncePerDefinition(() => new Map<string, ParamDefinitions>());

/** The definitions that are evaluated as the params of a step attempt. */
export function assembleStepParams(input: StepParamsInput): ParamResult<ParamDefinitions> {
  const { type, definition, template, injected, runParams, restartParams, defaults } = input;
  const isPlain = !defaults && [template, injected, runParams, restartParams].every(isEmpty);
  if (!isPlain) return attempt(() => mergeStepParams(input));
  return attempt(() => {
    const known = plainStepParams(definition);
    const params = known.get(type) ?? mergeStepParams(input);
    known.set(type, params);
    return params;
  });
}

function mergeStepParams(input: StepParamsInput): ParamDefinitions {
  const { definition, template = NOTHING, injected = NOTHING, isRestart = false } = input;
  const asIs = isRestart ? systemInjected(input) : NOTHING;
  const user = userParams(input, asIs);
  let params = { ...stepDefaults(input.type), ...input.defaults } as ParamDefinitions;
  params = mergeAll(params, template, { source: 'TEMPLATE_SCHEMA' });
  params = mergeAll(params, injected, { source: 'SYSTEM_INJECTED' });
  // What the definition does not define comes before it, so that its params can refer to it.
  for (const { source, given } of user) {
    params = mergeAll(
      params,
      only(given, (name) => !Object.hasOwn(definition, name)),
      { source, isRestart },
    );
  }
  params = mergeAll(params, definition, { source: 'DEFINITION' });
  for (const { source, given } of user) {
    params = mergeAll(
      params,
      only(given, (name) => Object.hasOwn(definition, name)),
      { source, isRestart },
    );
  }
  return cleanupAll({ ...params, ...asIs });
}

interface UserParams {
  readonly source: ParamSource;
  readonly given: ParamDefinitions;
}

function userParams(input: StepParamsInput, asIs: ParamDefinitions): UserParams[] {
  const given: UserParams[] = [
    { source: input.isRestart ? 'RESTART' : 'LAUNCH', given: input.runParams ?? NOTHING },
    { source: 'RESTART', given: input.restartParams ?? NOTHING },
  ];
  return given
    .filter((params) => !isEmpty(params.given))
    .map((params) => ({ ...params, given: only(params.given, (name) => !Object.hasOwn(asIs, name)) }));
}

function only(params: ParamDefinitions, isWanted: (name: string) => boolean): ParamDefinitions {
  return Object.fromEntries(Object.entries(params).filter(([name]) => isWanted(name)));
}

/** Reserved params that the system put into the restarted attempt; they pass every mode check (19.2). */
function systemInjected({ runParams, restartParams }: StepParamsInput): ParamDefinitions {
  const isInjected = ({ mode, source }: ParamDefinition) =>
    mode === 'CONSTANT' && source === 'SYSTEM_INJECTED';
  const found = Object.entries({ ...runParams, ...restartParams }).filter(([, param]) => isInjected(param));
  return Object.fromEntries(found.map(([name, param]) => [name, { ...param, source: 'RESTART' as const }]));
}
