import type { ParamDefinition } from '@rondo/model';
import { evaluate, type SelData, TextCache } from '@rondo/sel';
import { stepDefaults } from '../defaults/step-defaults.ts';
import { workflowDefaults } from '../defaults/workflow-defaults.ts';
import { callHost } from '../host.ts';
import type { WorkflowScope } from '../scope.ts';

type Values = ReadonlyMap<string, SelData>;
type Compute = (values: Values, scope: WorkflowScope) => SelData;

/** Dates by what they depend on, at least those of the last second for every zone in use; about 100 characters each. */
const remembered = new TextCache<SelData>(2_000_000);

/** Defaults whose value is a fact of the scope. */
const FACTS: Readonly<Record<string, Compute>> = {
  DSL_DEFAULT_TZ: (_, scope) =>
    orElse(callHost(scope, 'getFromInstance', ['FIRST_TIME_TRIGGER_TIMEZONE']), UTC),
  WORKFLOW_CRON_TIMEZONE: (values, scope) =>
    orElse(
      callHost(scope, 'getFromInstance', ['INITIATOR_TIMEZONE']),
      values.get('DSL_DEFAULT_TZ') as SelData,
    ),
  RUN_TS: (_, scope) => ({ type: 'LONG', value: BigInt(scope.env.now) }),
  owner: (_, scope) => callHost(scope, 'getFromInstance', ['owner']),
  workflow_id: (_, scope) => callHost(scope, 'getFromInstance', ['workflow_id']),
};

const STEP_FACTS: Readonly<Record<string, Compute>> = {
  workflow_instance_id: (_, scope) => callHost(scope, 'getFromInstance', ['workflow_instance_id']),
  step_instance_uuid: (_, scope) => callHost(scope, 'getFromStep', ['step_instance_uuid']),
  step_attempt_id: (_, scope) => callHost(scope, 'getFromStep', ['step_attempt_id']),
  step_id: (_, scope) => callHost(scope, 'getFromStep', ['step_id']),
};

const UTC: SelData = { type: 'STRING', value: 'UTC' };
const orElse = (given: SelData, otherwise: SelData) => (given.value === '' ? otherwise : given);

/**
 * A date default depends on its inputs only down to the second (offsets of zones are whole seconds), so runs that start
 * within the same second share one evaluation of its expression.
 */
function dateOf(name: string, expression: string): Compute {
  return (values, scope) => {
    let key = name;
    for (const input of values.values()) {
      key += input.type === 'LONG' ? `|${floorToSecond(input.value)}` : `|${input.value}`;
    }
    return remembered.get(key, () => evaluate(expression, values, scope.env));
  };
}

function floorToSecond(ms: bigint): bigint {
  const second = ms / 1000n;
  return ms < 0n && second * 1000n !== ms ? second - 1n : second;
}

const COMPUTED: ReadonlyMap<string, Compute> = new Map(computedDefaults());

function* computedDefaults(): Generator<[string, Compute]> {
  for (const [name, { expression }] of Object.entries(workflowDefaults())) {
    if (expression !== undefined) yield [expression, FACTS[name] ?? dateOf(name, expression)];
  }
  for (const [name, compute] of Object.entries(STEP_FACTS)) {
    yield [stepDefaults('')[name]?.expression as string, compute];
  }
}

/**
 * The value of a system default by a shorter way than its expression; undefined for every other definition. The results
 * are those of the expressions, which a test compares.
 */
export function systemValue(
  definition: ParamDefinition,
  values: Values,
  scope: WorkflowScope,
): SelData | undefined {
  if (definition.source !== 'SYSTEM_DEFAULT' || scope.hostCall) return undefined;
  return COMPUTED.get(definition.expression as string)?.(values, scope);
}
