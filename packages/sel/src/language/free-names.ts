import { PREDEFINED } from '../values/types.ts';
import type { Expression, Statement } from './ast.ts';

/** A name that a program takes from outside, and where it first does, as an offset into the prepared text. */
export interface FreeName {
  readonly name: string;
  readonly at: number;
}

type Step = Expression | Statement | { readonly kind: 'target'; readonly name: string };

/**
 * Names the program takes from outside, in order of first appearance (spec 14.1): for each name only its first occurrence
 * counts, a value or the target of a compound assignment (decision D4) being a reference, a declared or assigned name a
 * local. Predefined names are left out, except `params`.
 */
export function freeNamesOf(statements: readonly Statement[]): FreeName[] {
  const seen = new Set<string>();
  const free: FreeName[] = [];
  // An explicit stack: a long chain of operators nests as deep as the text is long.
  const pending: Step[] = [...statements].reverse();
  for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
    if (step.kind === 'name' || step.kind === 'target') {
      if (seen.has(step.name)) continue;
      seen.add(step.name);
      if (step.kind === 'name' && (step.name === 'params' || !PREDEFINED.has(step.name)))
        free.push({ name: step.name, at: step.at });
    } else {
      for (const child of parts(step).reverse()) if (child !== undefined) pending.push(child);
    }
  }
  return free;
}

function parts(node: Exclude<Step, { kind: 'name' | 'target' }>): (Step | undefined)[] {
  switch (node.kind) {
    case 'literal':
    case 'break':
    case 'continue':
      return [];
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'ternary':
      return [node.condition, node.then, node.otherwise];
    case 'assign': {
      const { kind, name } = {
        kind: node.op === '=' ? ('target' as const) : ('name' as const),
        name: node.name,
      };
      return [kind === 'target' ? { kind, name } : { kind, name, at: node.at }, node.index, node.value];
    }
    case 'index':
      return [node.receiver, node.index];
    case 'member':
      return [node.receiver];
    case 'call':
      return [node.receiver, ...node.args];
    case 'new-object':
      return [...node.args];
    case 'new-array':
      return [node.size];
    case 'array-items':
      return [...node.items];
    case 'declare':
      return node.declarators.flatMap(({ name, value }) => [{ kind: 'target' as const, name }, value]);
    case 'block':
      return [...node.body];
    case 'expression':
      return [node.expression];
    case 'if':
      return [...node.arms.flatMap(({ condition, body }) => [condition, body]), node.otherwise];
    case 'while':
      return [node.condition, node.body];
    case 'for':
      return [node.init, node.condition, node.step, node.body];
    case 'return':
    case 'throw':
      return [node.value];
  }
}
