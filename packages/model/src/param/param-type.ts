/** What a param holds. STRING_MAP is flat text to text; MAP is name to param definition, nested. */
export const PARAM_TYPES = [
  'STRING',
  'LONG',
  'DOUBLE',
  'BOOLEAN',
  'STRING_MAP',
  'STRING_ARRAY',
  'LONG_ARRAY',
  'DOUBLE_ARRAY',
  'BOOLEAN_ARRAY',
  'MAP',
] as const;
export type ParamType = (typeof PARAM_TYPES)[number];

/** Who may still change a param, from free to strict; unset means MUTABLE. */
export const PARAM_MODES = [
  'MUTABLE',
  'MUTABLE_ON_START_RESTART',
  'MUTABLE_ON_START',
  'IMMUTABLE',
  'CONSTANT',
] as const;
export type ParamMode = (typeof PARAM_MODES)[number];

/** How defaults and templates treat a param; never set by users and removed after merging. */
export const INTERNAL_MODES = ['REQUIRED', 'OPTIONAL', 'PROVIDED', 'RESERVED'] as const;
export type InternalMode = (typeof INTERNAL_MODES)[number];

/** Which stage gave a param its value; the first four are system stages. */
export const PARAM_SOURCES = [
  'SYSTEM',
  'TEMPLATE_SCHEMA',
  'SYSTEM_INJECTED',
  'SYSTEM_DEFAULT',
  'DEFINITION',
  'SIGNAL',
  'TIME_TRIGGER',
  'OUTPUT_PARAMETER',
  'LAUNCH',
  'RESTART',
  'SUBWORKFLOW',
  'TEMPLATE',
  'FOREACH',
  'WHILE',
  'WORKFLOW_PARAMETER',
] as const;
export type ParamSource = (typeof PARAM_SOURCES)[number];
