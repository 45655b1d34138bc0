import type {
  ParamDefinition,
  ParamDefinitions,
  ParamLiteral,
  ParamMode,
  ParamSource,
  TagList,
} from '@rondo/model';
import { changeableModes, isStricter, isSystemSource, MODE_OF_INTERNAL, stricter } from './mode.ts';
import { attempt, fail, type ParamResult } from './result.ts';
import { sameDefinition } from './value/equality.ts';
import { convertLiteral } from './value/literal-conversion.ts';
import { ownEntry, putEntry } from './value/record.ts';

/** Which stage a merge belongs to (section 18). */
export interface MergeContext {
  readonly source: ParamSource;
  /** A system stage, which may change everything; told by the source unless given. */
  readonly isSystem?: boolean;
  /** The params come from the step that started the run. */
  readonly isUpstream?: boolean;
  readonly isRestart?: boolean;
  /** The mode of the MAP whose entries are merged. */
  readonly parentMode?: ParamMode | undefined;
}

/** `from` merged over `base`: base names first, then new ones. What did not change is shared, not copied. */
export function mergeParams(
  base: ParamDefinitions,
  from: ParamDefinitions,
  context: MergeContext,
): ParamResult<ParamDefinitions> {
  return attempt(() => mergeAll(base, from, context));
}

/** As `mergeParams`; a mistake ends the current work. */
export function mergeAll(
  base: ParamDefinitions,
  from: ParamDefinitions,
  context: MergeContext,
): ParamDefinitions {
  const additions = Object.entries(from);
  if (additions.length === 0) return base;
  const merged = { ...base };
  for (const [name, definition] of additions) {
    putEntry(merged, name, mergeOne(name, ownEntry(base, name), definition, context));
  }
  return merged;
}

function mergeOne(
  name: string,
  base: ParamDefinition | undefined,
  from: ParamDefinition,
  context: MergeContext,
): ParamDefinition {
  const isSystem = context.isSystem ?? isSystemSource(context.source);
  const internal = base?.internal_mode ?? from.internal_mode;
  const value = mergeValue(name, base, from, context);
  const validator = from.validator || base?.validator;
  const expression = from.value === undefined ? from.expression : undefined;
  const merged: ParamDefinition = {
    ...(value !== undefined && { value }),
    ...(expression !== undefined && { expression }),
    type: base?.type ?? from.type,
    ...(validator && { validator }),
    tags: mergeTags(base?.tags, from.tags),
    mode: mergeMode(base, from, context),
  };
  const isUnchanged = base !== undefined && sameDefinition(merged, base);
  if (base && !isUnchanged) checkChange(name, base, from, merged, context, isSystem);
  merged.source = sourceOf(base, from, context, isUnchanged, isSystem);
  if (internal !== undefined) merged.internal_mode = internal;
  return merged;
}

function mergeValue(
  name: string,
  base: ParamDefinition | undefined,
  from: ParamDefinition,
  context: MergeContext,
): ParamLiteral | undefined {
  if (from.value === undefined) return undefined;
  if (from.type !== 'MAP' && from.type !== 'STRING_MAP') {
    return base && base.type !== from.type ? convertLiteral(name, from, base.type) : from.value;
  }
  if (base && base.type !== from.type) failType(name, from, base);
  if (base?.value === undefined && base?.expression !== undefined) {
    fail(
      'ILLEGAL_ARGUMENT',
      `Param [${name}] is an expression, a literal ${from.type} cannot be merged into it`,
      name,
    );
  }
  const entries = base?.value ?? {};
  if (from.type === 'STRING_MAP')
    return { ...(entries as object), ...(from.value as object) } as ParamLiteral;
  const parentMode = stricter(context.parentMode, base ? base.mode : from.mode);
  return mergeAll(entries as ParamDefinitions, from.value as ParamDefinitions, { ...context, parentMode });
}

function failType(name: string, from: ParamDefinition, base: ParamDefinition): never {
  return fail(
    'VALIDATION',
    `ParameterDefinition type mismatch name [${name}] from [${from.type}] != to [${base.type}]`,
    name,
  );
}

function mergeTags(base: TagList = [], from: TagList = []): TagList {
  if (base.length === 0) return from;
  const names = new Set(from.map((tag) => tag.name));
  return [...from, ...base.filter((tag) => !names.has(tag.name))];
}

function mergeMode(
  base: ParamDefinition | undefined,
  from: ParamDefinition,
  { isUpstream = false, parentMode }: MergeContext,
): ParamMode {
  const internal = base?.internal_mode ?? from.internal_mode;
  let mode = from.mode ?? base?.mode;
  if (internal !== undefined && (mode === undefined || isStricter(MODE_OF_INTERNAL[internal], mode))) {
    mode = MODE_OF_INTERNAL[internal];
  }
  if (isUpstream && isStricter(base?.mode, mode)) mode = base?.mode;
  return stricter(parentMode, mode) ?? 'MUTABLE';
}

function checkChange(
  name: string,
  base: ParamDefinition,
  from: ParamDefinition,
  merged: ParamDefinition,
  context: MergeContext,
  isSystem: boolean,
): void {
  const { isUpstream = false, isRestart = false, source } = context;
  if (isSystem) return;
  if (isUpstream && from.source !== undefined && from.source !== 'DEFINITION') return;
  const mode = merged.mode as ParamMode;
  if (!changeableModes(source, isRestart).has(mode)) {
    fail('VALIDATION', `Cannot modify param with mode [${mode}] for parameter [${name}]`, name);
  }
  if (isStricter(base.mode, mode)) {
    const change = `from [${base.mode}] to [${mode}]`;
    fail('VALIDATION', `Cannot modify param mode to be less strict for parameter [${name}] ${change}`, name);
  }
  if (from.internal_mode !== undefined)
    fail('VALIDATION', `Cannot modify system mode for parameter [${name}]`, name);
  if (base.internal_mode === 'RESERVED') {
    fail('VALIDATION', `Cannot modify param with system mode [RESERVED] for parameter [${name}]`, name);
  }
  if (!isUpstream && from.source !== undefined) {
    fail('VALIDATION', `Cannot modify source for parameter [${name}]`, name);
  }
}

function sourceOf(
  base: ParamDefinition | undefined,
  from: ParamDefinition,
  { source, isUpstream = false }: MergeContext,
  isUnchanged: boolean,
  isSystem: boolean,
): ParamSource {
  if (isUnchanged && base?.source !== undefined && (isSystem || isUpstream)) return base.source;
  if (base === undefined && isSystem && from.source !== undefined) return from.source;
  return source;
}
