import { type Endpoint, parseJson, RondoError } from '@rondo/model';

/** Bytes that a request body may have; a definition may have 262144 as JSON, and white space comes on top. */
export const MAX_BODY_BYTES = 1_048_576;

/** How deep objects and arrays of a request may be nested. */
const MAX_JSON_DEPTH = 100;

/** The body of a request to an endpoint, read from its text. Throws BAD_REQUEST. */
export function readBody(endpoint: Endpoint, contentType: string | undefined, text: unknown): unknown {
  if (!endpoint.body) return undefined;
  const expected = endpoint.consumes ?? 'application/json';
  const found = contentType?.split(';')[0]?.trim().toLowerCase();
  if (typeof text !== 'string' || text === '') {
    throw new RondoError('BAD_REQUEST', `the request has no body; ${expected} is expected`);
  }
  // Also what keeps other people's web pages out: a browser sends this type across origins only after asking.
  if (found !== expected) {
    throw new RondoError('BAD_REQUEST', `Content-Type must be ${expected}, not [${found ?? ''}]`);
  }
  if (expected !== 'application/json') return text;
  checkDepth(text);
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new RondoError('BAD_REQUEST', `the request body is not JSON: ${error.message}`);
  }
}

const QUOTE = 34;
const BACKSLASH = 92;

/** What reads and writes JSON recurses, so that a body of nothing but brackets would end in a stack overflow. */
function checkDepth(text: string): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charCodeAt(index);
    if (inString) {
      if (char === BACKSLASH) index += 1;
      else if (char === QUOTE) inString = false;
    } else if (char === QUOTE) inString = true;
    // `[` and `{`, `]` and `}` differ in one bit.
    else if ((char | 32) === 123) {
      depth += 1;
      if (depth > MAX_JSON_DEPTH) {
        throw new RondoError(
          'BAD_REQUEST',
          `the request body is nested deeper than ${MAX_JSON_DEPTH} levels`,
        );
      }
    } else if ((char | 32) === 125) depth -= 1;
  }
}
