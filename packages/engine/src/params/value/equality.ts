import type { ParamDefinition, TagList } from '@rondo/model';

/** Whether two definitions say the same; metadata does not count, and absent mode and tags are their defaults (18, D20). */
export function sameDefinition(a: ParamDefinition, b: ParamDefinition): boolean {
  return (
    a === b ||
    (a.type === b.type &&
      a.expression === b.expression &&
      (a.mode ?? 'MUTABLE') === (b.mode ?? 'MUTABLE') &&
      (a.validator ?? '') === (b.validator ?? '') &&
      sameTags(a.tags ?? [], b.tags ?? []) &&
      sameValue(a, b))
  );
}

function sameTags(a: TagList, b: TagList): boolean {
  if (a.length !== b.length) return false;
  const byName = new Map(a.map((tag) => [tag.name, tag]));
  return b.every((tag) => sameJson(byName.get(tag.name), tag));
}

function sameValue(a: ParamDefinition, b: ParamDefinition): boolean {
  if (a.value === undefined || b.value === undefined) return a.value === b.value;
  if (a.type === 'MAP') {
    return sameEntries(a.value as object, b.value as object, (one, other) =>
      sameDefinition(one as ParamDefinition, other as ParamDefinition),
    );
  }
  if (a.type === 'DOUBLE') return Number(a.value) === Number(b.value);
  if (a.type === 'DOUBLE_ARRAY') {
    return sameJson((a.value as unknown[]).map(Number), (b.value as unknown[]).map(Number));
  }
  return sameJson(a.value, b.value);
}

function sameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  return sameEntries(a, b, sameJson);
}

function sameEntries(a: object, b: object, same: (one: unknown, other: unknown) => boolean): boolean {
  const entries = Object.entries(a);
  if (entries.length !== Object.keys(b).length) return false;
  return entries.every(
    ([name, value]) => Object.hasOwn(b, name) && same(value, (b as Record<string, unknown>)[name]),
  );
}
