import type { z } from 'zod';
import { type WorkflowCreateRequest, workflowCreateRequestSchema } from '../definition/workflow.ts';
import { RondoError } from '../error.ts';
import { stringifyJson } from '../json.ts';
import { formatProblem, type Problem, problemsOf } from './problem.ts';
import { workflowProblems } from './workflow.ts';

/** The largest create request, as bytes of JSON in UTF-8. */
export const MAX_CREATE_REQUEST_BYTES = 262_144;

/** Metadata that the system writes, so that a push may not bring it along. */
const RESERVED_METADATA = ['workflow_id', 'workflow_version_id', 'version_author', 'create_time'];

const refusal = (what: string, problems: readonly Problem[]): RondoError =>
  new RondoError('BAD_REQUEST', `Invalid ${what}`, { errors: problems.map(formatProblem) });

/** Reads a value by a schema; throws BAD_REQUEST with one line per problem. `what` names it in the message. */
export const parseRequest = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.output<Schema> => {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw refusal(what, problemsOf(parsed.error));
};

const utf8Length = (text: string): number => {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
};

const sizeProblems = (request: WorkflowCreateRequest): Problem[] => {
  const size = utf8Length(stringifyJson(request));
  if (size <= MAX_CREATE_REQUEST_BYTES) return [];
  return [
    { path: [], message: `the request has ${size} bytes of JSON; the limit is ${MAX_CREATE_REQUEST_BYTES}` },
  ];
};

const metadataProblems = (request: WorkflowCreateRequest): Problem[] =>
  RESERVED_METADATA.filter((key) => Object.hasOwn(request, key)).map((key) => ({
    path: [key],
    message: 'is set by the system and cannot be given',
  }));

const tagProblems = (request: WorkflowCreateRequest): Problem[] => {
  if ((request.properties?.tags ?? []).length === 0) return [];
  const message = 'cannot be set by a push; add each with the tag call of the workflow properties';
  return [{ path: ['properties', 'tags'], message }];
};

/** Reads the body of a push and checks all that can be told without evaluating; throws BAD_REQUEST. */
export const parseWorkflowCreateRequest = (json: unknown): WorkflowCreateRequest => {
  const request = parseRequest(workflowCreateRequestSchema, json, 'workflow create request');
  const problems = [
    ...sizeProblems(request),
    ...metadataProblems(request),
    ...tagProblems(request),
    ...workflowProblems(request.workflow, ['workflow']),
  ];
  if (problems.length > 0) throw refusal('workflow create request', problems);
  return request;
};
