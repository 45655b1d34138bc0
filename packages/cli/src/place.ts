import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';

/** The text of a definition, and where it came from. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

const FIELD = /^(?:workflow|properties)\b(?:[.[][^\s:]*)?/;

/** Puts file, line and column before each sentence that begins with a field of the source, such as `workflow.steps[0].step.id`. */
export function withPlaces(sentences: readonly string[], { name, text }: Source): string[] {
  const lines = new LineCounter();
  const root = parseDocument(text, { lineCounter: lines, logLevel: 'silent' }).contents;
  return sentences.map((sentence) => {
    const field = FIELD.exec(sentence)?.[0];
    if (field === undefined) return sentence;
    const offset = offsetOf(
      root,
      field.split(/[.[\]]+/).filter((part) => part !== ''),
    );
    if (offset === undefined) return sentence;
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}  ${sentence}`;
  });
}

/** Where the deepest part of a path begins that the document has. */
function offsetOf(root: unknown, parts: readonly string[]): number | undefined {
  let node = root;
  let found: number | undefined;
  for (let at = 0; at < parts.length; ) {
    const next = isAlias(node) ? undefined : childOf(node, parts.slice(at));
    if (next === undefined) return found;
    found = next.offset ?? found;
    node = next.node;
    at += next.parts;
  }
  return found;
}

interface Child {
  readonly node: unknown;
  readonly offset: number | undefined;
  /** How many parts of the path its key takes: a key may hold dots. */
  readonly parts: number;
}

function childOf(node: unknown, parts: readonly string[]): Child | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(parts[0])];
    return item === undefined ? undefined : { node: item, offset: startOf(item), parts: 1 };
  }
  if (!isMap(node)) return undefined;
  for (let length = parts.length; length > 0; length -= 1) {
    const key = parts.slice(0, length).join('.');
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
    if (pair !== undefined) return { node: pair.value, offset: startOf(pair.key), parts: length };
  }
  return undefined;
}

const startOf = (node: unknown): number | undefined =>
  (node as { range?: readonly number[] | null } | null)?.range?.[0];
