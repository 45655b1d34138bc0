import type { ParamDefinition } from '@rondo/model';
import { freeNames, parse, prepare, type SelError, TextCache } from '@rondo/sel';
import { literalReferences } from './interpolation.ts';

/** Characters of the texts whose references are kept; about the distinct texts of some thousand live definitions. */
const CAPACITY = 2_000_000;
const ofExpressions = new TextCache<readonly string[]>(CAPACITY);
const ofLiterals = new TextCache<readonly string[]>(CAPACITY);
const NONE: readonly string[] = [];

/** The free names of an expression, `params` among them, in order of first appearance. Throws SelError for bad syntax. */
export function expressionReferences(expression: string): readonly string[] {
  return ofExpressions.get(expression, (text) => freeNames(parse(prepare(text))));
}

/** The error of a name in an expression that means nothing, with its line and column. */
export function unknownNameIn(text: string, name: string, message: string): SelError {
  return parse(prepare(text)).unknownName(name, message);
}

/** The names that a literal (not a MAP) refers to and that must be resolved before it (section 16). */
export function literalNames(definition: ParamDefinition): readonly string[] {
  const { type, value } = definition;
  if (type === 'STRING') return namesOf(value as string);
  if (type === 'STRING_ARRAY') return namesOfAll(value as (string | null)[]);
  if (type === 'STRING_MAP') return namesOfAll(Object.entries(value as Record<string, string | null>).flat());
  return NONE;
}

function namesOf(text: string): readonly string[] {
  return text.includes('$') ? ofLiterals.get(text, literalReferences) : NONE;
}

function namesOfAll(texts: readonly (string | null)[]): readonly string[] {
  const names = new Set<string>();
  for (const text of texts) {
    for (const name of text === null ? NONE : namesOf(text)) names.add(name);
  }
  return names.size === 0 ? NONE : [...names];
}
