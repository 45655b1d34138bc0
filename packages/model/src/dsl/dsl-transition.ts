import { DslError } from './dsl-error.ts';
import { type DslPath, shownYaml } from './mapping.ts';

const ID = '[_a-zA-Z][.\\-_a-zA-Z0-9]*';
const PLAIN = new RegExp(`^${ID}$`);
const CONDITIONAL = new RegExp(`^if\\s+([\\s\\S]*\\S)\\s+then\\s+(${ID})$`, 'i');
const OTHERWISE = new RegExp(`^otherwise\\s+(${ID})$`, 'i');
const FORMATS = '"<job id>", "IF <condition> THEN <job id>" or "OTHERWISE <job id>"';

/** The successors of a job with their conditions, out of its list of transitions. Throws DslError. */
export const dslToSuccessors = (value: unknown, path: DslPath = []): Record<string, string> => {
  if (!Array.isArray(value)) throw new DslError(path, `must be a list, not ${shownYaml(value)}`);
  const successors = new Map<string, string>();
  const conditions: string[] = [];
  for (const [index, entry] of value.entries()) {
    const at = [...path, index];
    if (typeof entry !== 'string') throw new DslError(at, `must be text, not ${shownYaml(entry)}`);
    const text = entry.trim();
    if (text === '') continue;
    const conditional = CONDITIONAL.exec(text);
    const otherwise = OTHERWISE.exec(text);
    if (conditional) {
      conditions.push(conditional[1] as string);
      successors.set(conditional[2] as string, conditional[1] as string);
    } else if (otherwise) {
      if (index !== value.length - 1) throw new DslError(at, 'must be the last of the list: [OTHERWISE]');
      const none = conditions.map((condition) => `(${condition})`).join(' || ');
      successors.set(otherwise[1] as string, none === '' ? 'true' : `!(${none})`);
    } else if (PLAIN.test(text)) {
      successors.set(text, 'true');
    } else {
      throw new DslError(at, `Invalid transition: [${text}]. Expected formats: ${FORMATS}`);
    }
  }
  return Object.fromEntries(successors);
};
