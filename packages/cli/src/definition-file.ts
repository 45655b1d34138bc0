import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { parseJson, type WorkflowCreateRequest } from '@rondo/model';
import { RondoApiError } from '@rondo/sdk';
import { parseDocument } from 'yaml';
import { type Source, withPlaces } from './place.ts';
import { UsageError } from './problem.ts';

/** A definition as it is sent: the create request, or the text of a document in the YAML DSL. */
export type DefinitionFile =
  | { readonly kind: 'request'; readonly request: WorkflowCreateRequest; readonly source: Source }
  | { readonly kind: 'dsl'; readonly text: string };

/**
 * Reads a definition: JSON or YAML with the fields of the create request (`workflow.steps`), or the YAML DSL
 * (`workflow.jobs`). `-` is the standard input. What the fields hold is for the server to check. Throws UsageError.
 */
export async function readDefinitionFile(path: string): Promise<DefinitionFile> {
  const text = await readText(path);
  const name = path === '-' ? 'the standard input' : path;
  const root = path.endsWith('.json')
    ? parse(name, 'JSON', () => json(text))
    : parse(name, 'YAML', () => yaml(text));
  if (!isObject(root))
    throw new UsageError(`${name} must hold an object with a workflow, not ${shown(root)}`);
  if (isDsl(root)) return { kind: 'dsl', text };
  if (isObject(root.workflow)) {
    return { kind: 'request', request: root as unknown as WorkflowCreateRequest, source: { name, text } };
  }
  const keys = Object.keys(root).slice(0, 8).join(', ') || 'nothing';
  throw new UsageError(`${name} has no workflow: expected the key workflow, found ${keys}`);
}

/** What the server says of a definition, each refused field with its place in the file. */
export async function atPlaces<T>(file: DefinitionFile, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof RondoApiError) || file.kind !== 'request') throw error;
    const { status, code, message, errors } = error;
    throw new RondoApiError(status, { status: code, message, errors: withPlaces(errors, file.source) });
  }
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

function json(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new SyntaxError(jsonMistake(text) ?? (error as Error).message);
  }
}

/** What is wrong, with line and column where the parser tells a position; of the text as it is written. */
function jsonMistake(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/ at position (\d+).*$/, (_, position: string) => {
      const before = text.slice(0, Number(position)).split('\n');
      return ` at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    });
  }
}

function yaml(text: string): unknown {
  const document = parseDocument(text, { intAsBigInt: true });
  const [error] = document.errors;
  if (error?.code === 'MULTIPLE_DOCS') {
    throw new SyntaxError(`it must be one document, but a second begins at line ${error.linePos?.[0].line}`);
  }
  if (error !== undefined) throw error;
  return exactLongs(document.toJS());
}

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
