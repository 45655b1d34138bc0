import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { good, NOW, results, workflowScope } from '../../../test/param-scope.ts';
import { assembleWorkflowParams } from '../assemble.ts';
import { evaluateWorkflowParams } from '../evaluate.ts';
import { callHost } from '../host.ts';
import type { WorkflowScope } from '../scope.ts';

const DEFAULTS = good(assembleWorkflowParams({ definition: {} }));
const ZONES = [
  'UTC',
  'America/Los_Angeles',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Africa/Monrovia',
  'Pacific/Apia',
];

function scopeAt(now: number, cron: string | undefined, dsl: string | undefined): WorkflowScope {
  const { env, instance } = workflowScope();
  return {
    env: { ...env, now },
    instance: { ...instance, initiator: { type: 'TIME', timezone: cron }, first_time_trigger_timezone: dsl },
  };
}

/** The same scope, but everything goes through the expressions. */
const plain = (scope: WorkflowScope): WorkflowScope => ({
  ...scope,
  hostCall: (name, args) => callHost(scope, name, args),
});

describe('the values of system defaults', () => {
  test('are those of their expressions, at every instant and in every zone', () => {
    const instant = fc.oneof(
      fc.integer({ min: 0, max: Date.UTC(2060, 0, 1) }),
      fc.integer({ min: -5_000_000_000, max: 5_000_000_000 }),
      fc.integer({ min: NOW - 7_200_000, max: NOW + 7_200_000 }),
    );
    const zone = fc.option(fc.constantFrom(...ZONES), { nil: undefined });
    fc.assert(
      fc.property(instant, zone, zone, (now, cron, dsl) => {
        // Another instant of the same second comes first, so that its remembered dates are used.
        evaluateWorkflowParams(DEFAULTS, scopeAt(Math.floor(now / 1000) * 1000, cron, dsl));
        const scope = scopeAt(now, cron, dsl);
        const [short, long] = [
          evaluateWorkflowParams(DEFAULTS, scope),
          evaluateWorkflowParams(DEFAULTS, plain(scope)),
        ];
        expect(short.ok && results(short.value)).toEqual(long.ok && results(long.value));
      }),
      { numRuns: 200 },
    );
  });

  test('are these for a known instant', () => {
    const params = good(evaluateWorkflowParams(DEFAULTS, scopeAt(NOW, 'America/New_York', undefined)));
    expect(results(params)).toEqual({
      DSL_DEFAULT_TZ: 'UTC',
      WORKFLOW_CRON_TIMEZONE: 'America/New_York',
      RUN_TS: NOW,
      TARGET_RUN_DATE: '20260308',
      TARGET_RUN_HOUR: '06',
      DERIVED_RUN_TS: Date.UTC(2026, 2, 8, 10),
      DERIVED_RUN_DATE_US_PACIFIC: '20260308',
      DERIVED_RUN_DATE_US_PACIFIC_MINUS_ONE: '20260307',
      DERIVED_RUN_HOUR_US_PACIFIC: '03',
      DERIVED_RUN_DATE_UTC: '20260308',
      DERIVED_RUN_DATE_UTC_MINUS_ONE: '20260307',
      DERIVED_RUN_DATE_UTC_PLUS_ONE: '20260309',
      DERIVED_RUN_DATE_UTC_MINUS_ONE_HOUR: '20260308',
      DERIVED_RUN_DATE_UTC_PLUS_ONE_HOUR: '20260308',
      DERIVED_RUN_HOUR_UTC: '10',
      DERIVED_RUN_HOUR_UTC_MINUS_ONE_HOUR: '09',
      DERIVED_RUN_HOUR_UTC_PLUS_ONE_HOUR: '11',
      LOCAL_RUN_DATE: '20260308',
      RUN_DATE: '20260308',
      RUN_DATE_MINUS_1: '20260307',
      RUN_DATE_MINUS_7: '20260301',
      owner: 'olga',
      workflow_id: 'wf',
    });
  });
});
