import {
  DEFAULT_LIMITS,
  evaluate,
  freeNames,
  parse,
  run,
  type SelEnvironment,
  SelError,
  type SelHost,
  type SelInputs,
  type SelLimits,
} from '../src/index.ts';
import { dataFromTyped, type TypedValue, typedFromResult } from './typed-value.ts';

/** One case of the layers sel, expr and validate, as the case file has it. */
export interface SelLayerCase {
  readonly id: string;
  readonly kind: string;
  readonly layer?: string;
  readonly expr: unknown;
  readonly params?: Readonly<Record<string, TypedValue>>;
  readonly expected?: TypedValue;
  readonly expectedIfCopied?: TypedValue;
  readonly errorCode?: string;
  readonly causeCode?: string;
  readonly limits?: Partial<SelLimits>;
  readonly extension?: readonly {
    readonly call: string;
    readonly args: readonly string[];
    readonly result: TypedValue;
  }[];
  readonly defaultZone?: string;
  readonly tags?: readonly string[];
}

/** What a case gave: a typed value, or the category of its error. */
export interface SelLayerOutcome {
  readonly value?: TypedValue;
  readonly errorCode?: string;
  readonly causeCode?: string;
}

/** Runs a case of layer sel, expr or validate; throws only what is not a SelError. */
export function runSelLayerCase(c: SelLayerCase): SelLayerOutcome {
  try {
    return { value: typedValueOf(c) };
  } catch (error) {
    if (!(error instanceof SelError)) throw error;
    const cause = error.cause instanceof SelError ? { causeCode: error.cause.code } : {};
    return { errorCode: error.code, ...cause };
  }
}

function typedValueOf(c: SelLayerCase): TypedValue {
  const text = c.expr as string;
  const limits = { ...DEFAULT_LIMITS, ...c.limits };
  switch (c.layer ?? 'sel') {
    case 'validate':
      return { type: 'REFS', value: [...freeNames(parse(text, limits))].sort() };
    case 'expr':
      return typedFromResult(evaluate(text, inputsOf(c), environmentOf(c), hostOf(c), limits));
    default:
      return typedFromResult(run(parse(text, limits), inputsOf(c), environmentOf(c), hostOf(c), limits));
  }
}

function inputsOf(c: SelLayerCase): SelInputs {
  const params = new Map(Object.entries(c.params ?? {}));
  return {
    get: (name) => {
      const typed = params.get(name);
      return typed && dataFromTyped(typed);
    },
    has: (name) => params.has(name),
  };
}

function environmentOf(c: SelLayerCase): SelEnvironment {
  return {
    now: 1_700_000_000_000,
    random: () => 0.5,
    randomUuid: () => '00000000-0000-4000-8000-000000000000',
    defaultZone: c.defaultZone ?? 'UTC',
  };
}

function hostOf({ extension }: SelLayerCase): SelHost {
  if (extension === undefined) return {};
  return {
    call: (name, args) => {
      const found = extension.find(
        (entry) => entry.call === name && entry.args.join('\n') === args.join('\n'),
      );
      if (found === undefined)
        throw new SelError('UNSUPPORTED', `the case lists no call ${name}(${args.join(', ')})`);
      return dataFromTyped(found.result);
    },
  };
}
