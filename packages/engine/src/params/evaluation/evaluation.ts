import type { ParamDefinition, ParamDefinitions, Parameter, Parameters } from '@rondo/model';
import { evaluate as evaluateSel, type SelData, SelError, type SelHost } from '@rondo/sel';
import { hostOf } from '../host.ts';
import { fail, ParamFailure } from '../result.ts';
import { isStepScope, type WorkflowScope } from '../scope.ts';
import { coerce, conversionNotice } from '../value/coercion.ts';
import { interpolate, shorten } from '../value/interpolation.ts';
import { ownEntry, putEntry } from '../value/record.ts';
import { expressionReferences, literalNames, unknownNameIn } from '../value/references.ts';
import {
  bareValue,
  doubleEntries,
  interpolatedText,
  typedLiteral,
  typedResult,
} from '../value/typed-value.ts';
import { assemble, isMapLiteral, leavesOf } from './leaves.ts';
import { systemValue } from './system-value.ts';

/** Where a name leads: to a value, to a param of this evaluation that comes first (its name), or to no single value (`params`). */
export type Resolution = SelData | string | undefined;

/** Finds what a referenced name means; ends with an error for a name that means nothing. */
export type Resolve = (name: string, evaluation: Evaluation, inExpression: boolean) => Resolution;

/** A param under evaluation: which of its leaves comes next, and what that leaf's references were resolved to. */
interface Frame {
  readonly name: string;
  readonly definition: ParamDefinition;
  readonly leaves: readonly ParamDefinition[];
  readonly results: SelData[];
  names: readonly string[] | undefined;
  resolved: number;
  values: Map<string, SelData>;
  seesParams: boolean;
}

const NO_VALUES = new Map<string, SelData>();

/**
 * Evaluates params on demand, each one after those it refers to. Frames are kept on a list of their own, so that a long
 * chain of references cannot overflow the stack.
 */
export class Evaluation {
  readonly #definitions: ParamDefinitions;
  readonly #scope: WorkflowScope;
  readonly #resolve: Resolve;
  readonly #host: SelHost;
  readonly #results = new Map<string, Parameter>();
  readonly #typed = new Map<string, SelData>();

  constructor(definitions: ParamDefinitions, scope: WorkflowScope, resolve: Resolve) {
    this.#definitions = definitions;
    this.#scope = scope;
    this.#resolve = resolve;
    this.#host = hostOf(scope);
  }

  /** The names of all params of the evaluation. */
  get names(): readonly string[] {
    return Object.keys(this.#definitions);
  }

  /** Whether a param of this name is part of the evaluation. */
  has(name: string): boolean {
    return Object.hasOwn(this.#definitions, name);
  }

  /** The value of a param of this evaluation that is already evaluated. */
  known(name: string): SelData | undefined {
    const typed = this.#typed.get(name);
    if (typed) return typed;
    const given = ownEntry<Parameter>(this.#definitions, name);
    if (given?.evaluated_time === undefined) return undefined;
    const data = typedResult(given);
    this.#typed.set(name, data);
    return data;
  }

  /** All params, evaluated, in the order of their definitions. */
  all(): Parameters {
    const params: Parameters = {};
    for (const [name, definition] of Object.entries(this.#definitions)) {
      putEntry(params, name, this.#parameter(name, definition));
    }
    return params;
  }

  /** One definition, which need not be part of the evaluation. */
  alone(name: string, definition: ParamDefinition): Parameter {
    return this.#drive(name, definition);
  }

  #parameter(name: string, definition: Parameter): Parameter {
    if (definition.evaluated_time !== undefined) return definition;
    return this.#results.get(name) ?? this.#drive(name, definition);
  }

  #drive(name: string, definition: ParamDefinition): Parameter {
    const stack: Frame[] = [frameOf(name, definition)];
    const active = new Set([name]);
    try {
      for (;;) {
        const frame = stack[stack.length - 1] as Frame;
        const pending = this.#advance(frame);
        if (pending !== undefined) {
          if (active.has(pending)) failCycle(stack, pending);
          active.add(pending);
          stack.push(frameOf(pending, this.#definitions[pending] as ParamDefinition));
          continue;
        }
        const parameter = this.#finish(frame);
        stack.pop();
        active.delete(frame.name);
        if (stack.length === 0) return parameter;
      }
    } catch (error) {
      if (error instanceof ParamFailure) error.error.param ??= stack[stack.length - 1]?.name as string;
      throw error;
    }
  }

  /** Goes on with a param until it needs another one, whose name it answers, or until all of its leaves have values. */
  #advance(frame: Frame): string | undefined {
    while (frame.results.length < frame.leaves.length) {
      const leaf = frame.leaves[frame.results.length] as ParamDefinition;
      const pending = this.#resolveNames(frame, leaf);
      if (pending !== undefined) return pending;
      frame.results.push(this.#evaluateLeaf(frame, leaf));
      frame.names = undefined;
      frame.resolved = 0;
      frame.values = NO_VALUES;
      frame.seesParams = false;
    }
    return undefined;
  }

  #resolveNames(frame: Frame, leaf: ParamDefinition): string | undefined {
    const inExpression = leaf.value === undefined;
    frame.names ??= inExpression ? namesOfExpression(frame.name, leaf) : literalNames(leaf);
    for (; frame.resolved < frame.names.length; frame.resolved += 1) {
      const name = frame.names[frame.resolved] as string;
      const found = inExpression ? this.#resolveIn(leaf, name) : this.#resolve(name, this, false);
      if (typeof found === 'string') return found;
      if (found === undefined) {
        frame.seesParams = true;
      } else {
        if (frame.values === NO_VALUES) frame.values = new Map();
        frame.values.set(name, found);
      }
    }
    return undefined;
  }

  /** The message about a name that means nothing says where in the expression it stands. */
  #resolveIn(leaf: ParamDefinition, name: string): Resolution {
    try {
      return this.#resolve(name, this, true);
    } catch (error) {
      if (!(error instanceof ParamFailure) || leaf.expression === undefined) throw error;
      const { message } = unknownNameIn(leaf.expression, name, error.error.message);
      throw new ParamFailure({ ...error.error, message });
    }
  }

  #evaluateLeaf(frame: Frame, leaf: ParamDefinition): SelData {
    const { values } = frame;
    if (leaf.value !== undefined) {
      return typedLiteral(leaf, (text) => interpolate(text, (name) => textOf(values.get(name))));
    }
    const text = leaf.expression as string;
    try {
      return (
        systemValue(leaf, values, this.#scope) ?? this.#evaluateExpression(text, values, frame.seesParams)
      );
    } catch (error) {
      return failExpression(frame.name, text, error);
    }
  }

  #evaluateExpression(text: string, values: Map<string, SelData>, seesParams: boolean): SelData {
    const scope = this.#scope;
    const shared = seesParams && isStepScope(scope) ? scope.workflowParams : undefined;
    const get = (input: string): SelData | undefined => {
      const value = values.get(input);
      if (value !== undefined || shared === undefined) return value;
      const param = ownEntry(shared, input);
      return param === undefined ? undefined : typedResult(param);
    };
    return evaluateSel(text, { get }, scope.env, this.#host, scope.limits);
  }

  #finish(frame: Frame): Parameter {
    const { name, definition } = frame;
    const raw = assemble(definition, frame.results[Symbol.iterator]());
    const isLiteral = definition.value !== undefined || isMapLiteral(definition);
    const { data, note } = isLiteral ? { data: raw } : coerce(definition.type, raw, name);
    const parameter: Parameter = {
      ...definition,
      evaluated_result: bareValue(data),
      evaluated_time: this.#scope.env.now,
    };
    if (note !== undefined) parameter[note] = conversionNotice(definition.type, raw);
    if (definition.type === 'MAP') {
      const marks = doubleEntries(data, definition.value as ParamDefinitions | undefined);
      if (marks) parameter.double_entries = marks;
    }
    this.#typed.set(name, data);
    this.#results.set(name, parameter);
    return parameter;
  }
}

function frameOf(name: string, definition: ParamDefinition): Frame {
  return {
    name,
    definition,
    leaves: leavesOf(definition),
    results: [],
    names: undefined,
    resolved: 0,
    values: NO_VALUES,
    seesParams: false,
  };
}

const textOf = (data: SelData | undefined) => (data === undefined ? undefined : interpolatedText(data));

function namesOfExpression(name: string, leaf: ParamDefinition): readonly string[] {
  if (leaf.expression === undefined)
    return fail('VALIDATION', `Param [${name}] has neither a value nor an expression`);
  try {
    return expressionReferences(leaf.expression);
  } catch (error) {
    return failExpression(name, leaf.expression, error);
  }
}

function failExpression(name: string, text: string, error: unknown): never {
  if (!(error instanceof SelError || error instanceof ParamFailure)) throw error;
  const message = `The expression of [${name}] failed: ${error.message}, in [${shorten(text)}]`;
  const isOverBudget = error instanceof SelError && error.overBudget === true;
  throw new ParamFailure({
    code: 'INVALID_EXPRESSION',
    message,
    ...(isOverBudget && { over_budget: true as const }),
  });
}

function failCycle(stack: readonly Frame[], name: string): never {
  const names = stack.map((frame) => frame.name);
  const cycle = [...names.slice(names.indexOf(name)), name].join(' -> ');
  return fail('CYCLIC_REFERENCE', `Params refer to each other in a cycle: ${cycle}`, name);
}
