import { ERROR_CODES, type ErrorBody, errorBodyOf, RondoError } from '@rondo/model';

/** An error as the API answers it (spec 0.7). */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: ErrorBody;
  /** True for what nobody planned for: it has to be logged, and the answer says nothing about it. */
  readonly isUnexpected: boolean;
}

/** How an error of any kind is answered. */
export function answerOf(error: unknown, requestId: string): ErrorAnswer {
  const known = error instanceof RondoError ? error : requestMistake(error);
  if (known) {
    const body = errorBodyOf(known);
    const message = known.cause === undefined ? body.message : `${known.code} - ${body.message}`;
    return { status: ERROR_CODES[known.code], body: { ...body, message }, isUnexpected: false };
  }
  const message = `the server failed to answer request ${requestId}; its log tells why`;
  return { status: 500, body: { status: 'INTERNAL_ERROR', message }, isUnexpected: true };
}

/** What the HTTP layer refuses before a handler is asked. */
function requestMistake(error: unknown): RondoError | undefined {
  if (!(error instanceof Error) || !('statusCode' in error) || !('code' in error)) return undefined;
  const { statusCode, code } = error;
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode >= 500) return undefined;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new RondoError('BAD_REQUEST', 'the request body is larger than this call accepts');
  }
  return new RondoError(statusCode === 404 ? 'NOT_FOUND' : 'BAD_REQUEST', error.message);
}
