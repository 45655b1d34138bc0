import type { ParamDefinition, ParamDefinitions } from '@rondo/model';

const CRON_ZONE = 'DateTimeZone.forID(WORKFLOW_CRON_TIMEZONE)';
const PACIFIC = "DateTimeZone.forID('America/Los_Angeles')";
const UTC = 'DateTimeZone.UTC';

/** A system default as it stands after its merge: frozen, because every run shares it. */
function systemDefault(definition: ParamDefinition): ParamDefinition {
  return Object.freeze<ParamDefinition>({
    ...definition,
    tags: [],
    mode: 'MUTABLE_ON_START',
    source: 'SYSTEM_DEFAULT',
  });
}

const text = (expression: string) => systemDefault({ type: 'STRING', expression });
const long = (expression: string) => systemDefault({ type: 'LONG', expression });

/** SEL text that prints the instant in the LONG param `instant`, shifted by `shift`, in a zone. */
const printed = (instant: string, zone: string, pattern: string, shift = '') =>
  text(`new DateTime(${instant}, ${zone})${shift}.toString('${pattern}')`);

const derivedDate = (zone: string, shift?: string) => printed('DERIVED_RUN_TS', zone, 'yyyyMMdd', shift);
const derivedHour = (zone: string, shift?: string) => printed('DERIVED_RUN_TS', zone, 'HH', shift);

const reserved = (type: ParamDefinition['type'], expression: string): ParamDefinition =>
  Object.freeze<ParamDefinition>({
    type,
    expression,
    tags: [],
    mode: 'CONSTANT',
    source: 'SYSTEM_DEFAULT',
    internal_mode: 'RESERVED',
  });

const DEFAULTS: ParamDefinitions = Object.freeze<ParamDefinitions>({
  DSL_DEFAULT_TZ: text(
    "zone = params.getFromInstance('FIRST_TIME_TRIGGER_TIMEZONE'); zone.isEmpty() ? 'UTC' : zone",
  ),
  WORKFLOW_CRON_TIMEZONE: text(
    "zone = params.getFromInstance('INITIATOR_TIMEZONE'); zone.isEmpty() ? DSL_DEFAULT_TZ : zone",
  ),
  RUN_TS: long('System.currentTimeMillis()'),
  TARGET_RUN_DATE: printed('RUN_TS', CRON_ZONE, 'yyyyMMdd'),
  TARGET_RUN_HOUR: printed('RUN_TS', CRON_ZONE, 'HH'),
  DERIVED_RUN_TS: long(
    `DateTimeFormat.forPattern('yyyyMMddHH').withZone(${CRON_ZONE}).parseMillis(TARGET_RUN_DATE + TARGET_RUN_HOUR)`,
  ),
  DERIVED_RUN_DATE_US_PACIFIC: derivedDate(PACIFIC),
  DERIVED_RUN_DATE_US_PACIFIC_MINUS_ONE: derivedDate(PACIFIC, '.minusDays(1)'),
  DERIVED_RUN_HOUR_US_PACIFIC: derivedHour(PACIFIC),
  DERIVED_RUN_DATE_UTC: derivedDate(UTC),
  DERIVED_RUN_DATE_UTC_MINUS_ONE: derivedDate(UTC, '.minusDays(1)'),
  DERIVED_RUN_DATE_UTC_PLUS_ONE: derivedDate(UTC, '.plusDays(1)'),
  DERIVED_RUN_DATE_UTC_MINUS_ONE_HOUR: derivedDate(UTC, '.minusHours(1)'),
  DERIVED_RUN_DATE_UTC_PLUS_ONE_HOUR: derivedDate(UTC, '.plusHours(1)'),
  DERIVED_RUN_HOUR_UTC: derivedHour(UTC),
  DERIVED_RUN_HOUR_UTC_MINUS_ONE_HOUR: derivedHour(UTC, '.minusHours(1)'),
  DERIVED_RUN_HOUR_UTC_PLUS_ONE_HOUR: derivedHour(UTC, '.plusHours(1)'),
  LOCAL_RUN_DATE: printed('RUN_TS', CRON_ZONE, 'yyyyMMdd'),
  RUN_DATE: printed('RUN_TS', UTC, 'yyyyMMdd'),
  RUN_DATE_MINUS_1: printed('RUN_TS', UTC, 'yyyyMMdd', '.minusDays(1)'),
  RUN_DATE_MINUS_7: printed('RUN_TS', UTC, 'yyyyMMdd', '.minusDays(7)'),
  job_template_version: Object.freeze<ParamDefinition>({
    type: 'STRING',
    tags: [],
    mode: 'MUTABLE_ON_START',
    source: 'SYSTEM_DEFAULT',
    internal_mode: 'OPTIONAL',
  }),
  owner: reserved('STRING', "params.getFromInstance('owner')"),
  workflow_id: reserved('STRING', "params.getFromInstance('workflow_id')"),
});

/** The params that every workflow has before its definition adds its own (19.3). The same frozen objects on every call. */
export function workflowDefaults(): ParamDefinitions {
  return DEFAULTS;
}
