import {
  DslError,
  dslToParams,
  dslToSuccessors,
  type Parameters,
  paramDefinitionSchema,
  paramDefinitionsSchema,
  stringifyJson,
} from '@rondo/model';
import { DEFAULT_LIMITS, type SelData } from '@rondo/sel';
import { runSelLayerCase } from '../../sel/test/run-case.ts';
import { dataFromTyped, type TypedValue, typedFromResult } from '../../sel/test/typed-value.ts';
import { cleanupParams } from '../src/params/cleanup.ts';
import { Evaluation } from '../src/params/evaluation/evaluation.ts';
import { stepResolver, workflowResolver } from '../src/params/evaluation/resolve.ts';
import { mergeParams } from '../src/params/merge.ts';
import { mergeOutputParams } from '../src/params/output.ts';
import { attempt, type ParamResult } from '../src/params/result.ts';
import type { StepScope, WorkflowScope } from '../src/params/scope.ts';
import { interpolate } from '../src/params/value/interpolation.ts';
import { interpolatedText, typedLiteral, typedResult } from '../src/params/value/typed-value.ts';

/** What a case came to: its value (typed for SEL cases, JSON for param cases) or the category of its error. */
export type Answer = { value: unknown } | { errorCode: string };

interface HostFact {
  call: string;
  args: string[];
  result: TypedValue;
}

/** One case of sel-cases.json. */
export interface SelCase {
  id: string;
  kind: string;
  layer?: string;
  expr: unknown;
  params: Record<string, unknown>;
  paramType?: string;
  scope?: 'workflow' | 'step';
  stepId?: string;
  stepParams?: Record<string, unknown>;
  upstream?: Record<string, Record<string, unknown>>;
  extension?: HostFact[];
  separator?: string;
  limits?: Record<string, number>;
  defaultZone?: string;
}

/** Runs one case of sel-cases.json on the layer it asks for; throws only when the runner itself is broken. */
export function runSelCase(selCase: SelCase): Answer {
  return unlessUndecodable(() => runSel(selCase));
}

/** What cannot be decoded is an answer, too. */
function unlessUndecodable(answer: () => Answer): Answer {
  try {
    return answer();
  } catch (error) {
    if (error instanceof Error && error.name === 'ZodError') return { errorCode: 'JSON' };
    throw error;
  }
}

function runSel(selCase: SelCase): Answer {
  const { kind } = selCase;
  const layer = selCase.layer ?? (kind === 'expression' || kind === 'error' ? 'sel' : kind);
  if (layer === 'literal') return typedAnswer(interpolateCase(selCase), selCase.paramType ?? 'STRING');
  if (layer === 'param-eval') return evaluateCase(selCase);
  const outcome = runSelLayerCase(selCase as never);
  return outcome.errorCode === undefined ? { value: outcome.value } : { errorCode: outcome.errorCode };
}

const asParams = (params: unknown): Parameters => paramDefinitionsSchema.parse(params) as Parameters;

function typedAnswer(result: ParamResult<SelData>, declared: string): Answer {
  if (!result.ok) return { errorCode: result.error.code };
  const { value } = result;
  if (declared !== 'STRING_MAP' || value.type !== 'MAP') return { value: typedFromResult(value) };
  const entries = [...value.value].map(([name, entry]) => [name, entry.value]);
  return { value: { type: 'STRING_MAP', value: Object.fromEntries(entries) } };
}

function interpolateCase(selCase: SelCase): ParamResult<SelData> {
  const params = asParams(selCase.params);
  const definition = paramDefinitionSchema.parse({
    type: selCase.paramType ?? 'STRING',
    value: selCase.expr,
  });
  const lookup = (name: string) => {
    const param = Object.hasOwn(params, name) ? params[name] : undefined;
    return param?.evaluated_time === undefined ? undefined : interpolatedText(typedResult(param));
  };
  return attempt(() => typedLiteral(definition, (text) => interpolate(text, lookup)));
}

/** The evaluation that a `param-eval` case asks for. */
function evaluateCase(selCase: SelCase): Answer {
  const scope = scopeOf(selCase);
  const name = String(selCase.expr);
  const isStep = selCase.scope === 'step';
  const definitions = asParams(isStep ? selCase.stepParams : selCase.params);
  const resolve = isStep ? stepResolver(scope) : workflowResolver(scope);
  const evaluation = new Evaluation(definitions, scope, resolve);
  const result = attempt((): SelData => {
    evaluation.all();
    return evaluation.known(name) as SelData;
  });
  return typedAnswer(result, definitions[name]?.type ?? 'STRING');
}

/** The metadata that an implicit conversion left on the param of a `param-eval` case: `info`, `warn` or nothing. */
export function conversionNoteOf(selCase: SelCase): string | undefined {
  const scope = scopeOf(selCase);
  const isStep = selCase.scope === 'step';
  const definitions = asParams(isStep ? selCase.stepParams : selCase.params);
  const evaluation = new Evaluation(
    definitions,
    scope,
    isStep ? stepResolver(scope) : workflowResolver(scope),
  );
  const param = evaluation.all()[String(selCase.expr)];
  return param?.info ? 'info' : param?.warn ? 'warn' : undefined;
}

function scopeOf(selCase: SelCase): StepScope {
  const { upstream = {}, extension = [], limits, separator, defaultZone } = selCase;
  const base: WorkflowScope = {
    env: {
      now: 1_700_000_000_000,
      random: () => 0.5,
      randomUuid: () => '00000000-0000-4000-8000-000000000000',
      ...(defaultZone !== undefined && { defaultZone }),
    },
    instance: {
      workflow_id: 'test-workflow',
      initiator: { type: 'MANUAL', user: 'tester' },
      run_policy: 'START_FRESH_NEW_RUN',
      owner: 'tester',
      execution_environment: 'test',
    },
    separator,
    limits: limits && { ...DEFAULT_LIMITS, ...limits },
    hostCall: (name, args) => recorded(extension, name, args),
  };
  if (selCase.scope !== 'step') return base as StepScope;
  return {
    ...base,
    workflowParams: asParams(selCase.params),
    step: {
      step_id: selCase.stepId ?? '',
      step_instance_id: 1,
      step_uuid: '00000000-0000-4000-8000-000000000001',
      step_attempt_id: 1,
      step_type_info: 'NoOp',
      error_retries: 0,
    },
    finishedStep: (id) =>
      Object.hasOwn(upstream, id) ? { status: 'SUCCEEDED', params: asParams(upstream[id]) } : undefined,
  };
}

function recorded(facts: readonly HostFact[], name: string, args: readonly string[]): SelData {
  const key = JSON.stringify([name, args]);
  const fact = facts.find(({ call, args: given }) => JSON.stringify([call, given]) === key);
  if (!fact) throw new Error(`params.${key} was not recorded`);
  return dataFromTyped(fact.result);
}

/** One case of param-cases.json. */
export interface ParamCase {
  id: string;
  kind: string;
  base?: unknown;
  from?: unknown;
  params?: unknown;
  context?: { source: string; isSystem: boolean; isUpstreamMerge: boolean; isRestartMerge: boolean };
}

/** Runs one case of param-cases.json; throws only when the runner itself is broken. */
export function runParamCase(paramCase: ParamCase): Answer {
  return unlessUndecodable(() => runParam(paramCase));
}

function runParam(paramCase: ParamCase): Answer {
  switch (paramCase.kind) {
    case 'param-merge':
      return jsonAnswer(merge(paramCase));
    case 'param-cleanup':
      return jsonAnswer(cleanupParams(asParams(paramCase.base)));
    case 'output-merge':
      return jsonAnswer(mergeOutputParams(asParams(paramCase.base), asParams(paramCase.from)));
    case 'param-serde':
      return { value: json(paramDefinitionSchema.parse(paramCase.params)) };
    case 'dsl-params':
      return dslAnswer(() => dslToParams(paramCase.params));
    case 'dsl-transition':
      return dslAnswer(() => dslToSuccessors(paramCase.params));
    default:
      throw new Error(`no runner for the kind ${paramCase.kind}`);
  }
}

function dslAnswer(read: () => unknown): Answer {
  try {
    return { value: json(read()) };
  } catch (error) {
    if (error instanceof DslError) return { errorCode: 'VALIDATION' };
    throw error;
  }
}

function merge({ base, from, context }: ParamCase): ParamResult<unknown> {
  if (!context) throw new Error('a param-merge case needs a context');
  return mergeParams(asParams(base), asParams(from), {
    source: context.source as never,
    isSystem: context.isSystem,
    isUpstream: context.isUpstreamMerge,
    isRestart: context.isRestartMerge,
  });
}

function jsonAnswer(result: ParamResult<unknown>): Answer {
  return result.ok ? { value: json(result.value) } : { errorCode: result.error.code };
}

const json = (value: unknown): unknown => JSON.parse(stringifyJson(value));
