import type { WorkflowCreateRequest } from '@rondo/model';
import { DslError, dslToCreateRequest, parseWorkflowCreateRequest, RondoError } from '@rondo/model';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';

/** Times that aliases may be resolved in one document; more would let a small text become a huge value. */
const MAX_ALIASES = 100;

/** A YAML document of the DSL as the request it stands for. Throws BAD_REQUEST, with line and column where known. */
export function readYamlRequest(text: string): WorkflowCreateRequest {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    // YAML 1.2 core: no custom tags, and `no` is text.
    schema: 'core',
    version: '1.2',
    intAsBigInt: true,
    uniqueKeys: true,
    prettyErrors: false,
  });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) throw mistake(problem.message, lines, problem.pos[0]);
  return parseWorkflowCreateRequest(toRequest(document, lines));
}

function toRequest(document: Document.Parsed, lines: LineCounter): unknown {
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES, mapAsMap: true });
  } catch (error) {
    throw mistake((error as Error).message, lines, undefined);
  }
  try {
    return dslToCreateRequest(value, { integersAreBigints: true });
  } catch (error) {
    if (!(error instanceof DslError)) throw error;
    throw mistake(error.message, lines, positionOf(document, error.path));
  }
}

/** Where the deepest part of the path that exists begins. */
function positionOf(document: Document.Parsed, path: readonly (string | number)[]): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return undefined;
}

function mistake(message: string, lines: LineCounter, offset: number | undefined): RondoError {
  const where = offset === undefined ? undefined : lines.linePos(offset);
  const place = where ? ` (line ${where.line}, column ${where.col})` : '';
  return new RondoError('BAD_REQUEST', 'the YAML document cannot be read', {
    errors: [`${message}${place}`],
  });
}
