import type { InternalMode, ParamDefinition, ParamDefinitions, ParamMode } from '@rondo/model';

interface Traits {
  readonly internal?: InternalMode;
  readonly mode?: ParamMode;
  readonly validator?: string;
}

function systemDefault(definition: ParamDefinition, traits: Traits = {}): ParamDefinition {
  const { internal, mode = internal === 'RESERVED' ? 'CONSTANT' : 'MUTABLE', validator } = traits;
  return Object.freeze({
    ...definition,
    ...(validator !== undefined && { validator }),
    tags: [],
    mode,
    source: 'SYSTEM_DEFAULT',
    ...(internal !== undefined && { internal_mode: internal }),
  } as ParamDefinition);
}

const reserved = (type: ParamDefinition['type'], expression: string) =>
  systemDefault({ type, expression }, { internal: 'RESERVED' });
const required = (type: ParamDefinition['type']) => systemDefault({ type }, { internal: 'REQUIRED' });
const optional = (type: ParamDefinition['type']) => systemDefault({ type }, { internal: 'OPTIONAL' });
const provided = (type: ParamDefinition['type'], value: NonNullable<ParamDefinition['value']>) =>
  systemDefault({ type, value }, { internal: 'PROVIDED' });
const map = (value: ParamDefinitions, internal: InternalMode) =>
  systemDefault({ type: 'MAP', value }, { internal });

const COMMON: ParamDefinitions = Object.freeze({
  workflow_instance_id: reserved('LONG', "params.getFromInstance('workflow_instance_id')"),
  step_instance_uuid: reserved('STRING', "params.getFromStep('step_instance_uuid')"),
  step_attempt_id: reserved('LONG', "params.getFromStep('step_attempt_id')"),
  step_id: reserved('STRING', "params.getFromStep('step_id')"),
});

const CONTAINER: ParamDefinitions = {
  app_name: provided('STRING', 'maestro-job'),
  image: required('STRING'),
  command: optional('STRING_ARRAY'),
  args: optional('STRING_ARRAY'),
  cpu: optional('STRING'),
  memory: optional('STRING'),
  disk: optional('STRING'),
  gpu: optional('STRING'),
  env: provided('STRING_MAP', {}),
  job_deduplication_key: optional('STRING'),
  owner_email: optional('STRING'),
  entrypoint: optional('STRING'),
};

const PRE_STOP = map({ exec: map({ command: optional('STRING_ARRAY') }, 'OPTIONAL') }, 'OPTIONAL');

const NOTEBOOK_OUTPUT_PATH =
  "'maestro-output_' + new DateTime(RUN_TS, DateTimeZone.UTC).toString('yyyyMMddHHmmss') + '__' + workflow_instance_id" +
  " + '_' + params.getFromStep('step_instance_id') + '_' + step_instance_uuid + '.ipynb'";
const NOTEBOOK_RUN_ID =
  "workflow_id + '_' + workflow_instance_id + '_' + params.getFromInstance('workflow_run_id') + '_' + step_id" +
  " + '_' + step_attempt_id";

const HTTP_STATE =
  'if (status_code >= 200 && status_code < 300) return "DONE"; ' +
  'if (status_code >= 400 && status_code < 500) return "FATAL_ERROR"; return "USER_ERROR";';
const JSON_HEADERS = { 'Content-Type': 'application/json', Accept: 'application/json' };

const loopParams = systemDefault(
  { type: 'MAP', value: {} },
  { internal: 'REQUIRED', mode: 'MUTABLE_ON_START', validator: '@NotEmpty' },
);
const loopIndex = systemDefault({ type: 'LONG', value: -1 }, { internal: 'RESERVED' });

/** Defaults of the step types that have any, under the lower-case type name (12.x, 13.2; Shell and Sql are ours). */
const BY_TYPE: ReadonlyMap<string, ParamDefinitions> = new Map<string, ParamDefinitions>([
  ['shell', { script: required('STRING') }],
  ['sql', { connection: provided('STRING', 'duckdb'), sql: required('STRING') }],
  ['sleep', { sleep_seconds: provided('LONG', 3) }],
  ['kubernetes', { kubernetes: map({ ...CONTAINER, pre_stop: PRE_STOP }, 'REQUIRED') }],
  [
    'notebook',
    {
      kubernetes: map(CONTAINER, 'PROVIDED'),
      notebook: map(
        {
          input_path: required('STRING'),
          output_path: systemDefault(
            { type: 'STRING', expression: NOTEBOOK_OUTPUT_PATH },
            { internal: 'PROVIDED' },
          ),
          init_command: provided('STRING', ''),
          git_repo: optional('STRING'),
          git_branch: optional('STRING'),
          git_commit: optional('STRING'),
          papermill_arguments: optional('STRING_ARRAY'),
          run_id: systemDefault({ type: 'STRING', expression: NOTEBOOK_RUN_ID }, { internal: 'PROVIDED' }),
        },
        'REQUIRED',
      ),
    },
  ],
  [
    'http',
    {
      http: map(
        {
          url: required('STRING'),
          method: provided('STRING', 'GET'),
          headers: provided('STRING_MAP', JSON_HEADERS),
          body: optional('STRING'),
        },
        'REQUIRED',
      ),
      status_code: systemDefault({ type: 'LONG', value: 200 }, { internal: 'OPTIONAL' }),
      response_body: systemDefault({ type: 'STRING', value: '' }, { internal: 'OPTIONAL' }),
      state_expr: provided('STRING', HTTP_STATE),
    },
  ],
  [
    'subworkflow',
    {
      subworkflow_id: systemDefault({ type: 'STRING' }, { internal: 'REQUIRED', mode: 'MUTABLE_ON_START' }),
      subworkflow_version: systemDefault(
        { type: 'STRING', value: 'active' },
        { internal: 'PROVIDED', mode: 'MUTABLE_ON_START' },
      ),
    },
  ],
  ['foreach', { loop_params: loopParams, loop_index: loopIndex }],
  [
    'while',
    {
      loop_params: loopParams,
      loop_index: loopIndex,
      condition: systemDefault({ type: 'BOOLEAN', value: false }, { internal: 'RESERVED' }),
    },
  ],
]);

const WITH_COMMON: ReadonlyMap<string, ParamDefinitions> = new Map(
  [...BY_TYPE].map(([type, params]) => [type, Object.freeze({ ...COMMON, ...params })]),
);

/**
 * The params that every step of a type has before its definition adds its own (19.3). `type` is a step type or kind in
 * any case. The same objects on every call; they must not be changed.
 */
export function stepDefaults(type: string): ParamDefinitions {
  return WITH_COMMON.get(type.toLowerCase()) ?? COMMON;
}
