import type { ErrorBody } from '@rondo/model';

/** The server refused a call: `status` is the HTTP status, `code` the kind of mistake, `errors` its details. */
export class RondoApiError extends Error {
  override readonly name = 'RondoApiError';
  readonly status: number;
  readonly code: string;
  readonly errors: string[];

  constructor(status: number, body: Pick<ErrorBody, 'message' | 'errors'> & { status: string }) {
    super(body.message);
    this.status = status;
    this.code = body.status;
    this.errors = body.errors ?? [];
  }
}

/** No answer came from the server; the message names the URL and what to do. */
export class RondoUnreachableError extends Error {
  override readonly name = 'RondoUnreachableError';
  readonly url: string;

  constructor(url: string, cause: unknown) {
    const why = reasonOf(cause);
    super(
      `no answer from ${url}${why === '' ? '' : ` (${why})`}: check that the Rondo server runs there (rondo start) and that the base URL is right`,
      { cause },
    );
    this.url = url;
  }
}

const reasonOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return '';
  return cause.cause === undefined ? cause.message : reasonOf(cause.cause) || cause.message;
};

/** The run was not over within the time that the caller allowed. */
export class RondoWaitTimeoutError extends Error {
  override readonly name = 'RondoWaitTimeoutError';
}
