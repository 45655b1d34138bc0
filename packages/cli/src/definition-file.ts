import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { parseJson, type WorkflowCreateRequest } from '@rondo/model';
import { parse as parseYaml } from 'yaml';
import { UsageError } from './problem.ts';

/** A definition as it is sent: the create request, or the text of a document in the YAML DSL. */
export type DefinitionFile =
  | { readonly kind: 'request'; readonly request: WorkflowCreateRequest }
  | { readonly kind: 'dsl'; readonly text: string };

/**
 * Reads a definition: JSON or YAML with the fields of the create request (`workflow.steps`), or the YAML DSL
 * (`workflow.jobs`). `-` is the standard input. What the fields hold is for the server to check. Throws UsageError.
 */
export async function readDefinitionFile(path: string): Promise<DefinitionFile> {
  const text = await readText(path);
  const name = path === '-' ? 'the standard input' : path;
  const root = path.endsWith('.json')
    ? parse(name, 'JSON', () => parseJson(text))
    : parse(name, 'YAML', () => yaml(text));
  if (!isObject(root))
    throw new UsageError(`${name} must hold an object with a workflow, not ${shown(root)}`);
  if (isDsl(root)) return { kind: 'dsl', text };
  if (isObject(root.workflow)) return { kind: 'request', request: root as unknown as WorkflowCreateRequest };
  const keys = Object.keys(root).slice(0, 8).join(', ') || 'nothing';
  throw new UsageError(`${name} has no workflow: expected the key workflow, found ${keys}`);
}

async function readText(path: string): Promise<string> {
  if (path === '-') return readAll(process.stdin);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === 'ENOENT' ? 'there is no such file' : (error as Error).message;
    throw new UsageError(`cannot read ${path}: ${why}`);
  }
}

function parse(name: string, format: string, read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    throw new UsageError(`${name} is not valid ${format}: ${(error as Error).message.trimEnd()}`);
  }
}

const yaml = (text: string): unknown => exactLongs(parseYaml(text, { intAsBigInt: true }));

/** A number where it is exact, so that only 64-bit integers stay bigints. */
function exactLongs(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(exactLongs);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, exactLongs(field)]));
}

const isDsl = (root: Record<string, unknown>): boolean =>
  'Workflow' in root || (isObject(root.workflow) && 'jobs' in root.workflow);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shown = (value: unknown): string =>
  value === null || value === undefined ? 'nothing' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
