/** Which HTTP status each error code answers with. */
export const ERROR_CODES = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  REQUEST_TIMEOUT: 408,
  CONFLICT: 409,
  GONE: 410,
  PRECONDITION_FAILED: 412,
  UNPROCESSABLE_ENTITY: 422,
  INTERNAL_ERROR: 500,
  BAD_GATEWAY: 502,
} as const;

/** What kind of mistake an error is; decides its HTTP status. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** A caller's mistake, told in the words of the API; `errors` are details such as `<field path> <message>`. */
export class RondoError extends Error {
  override readonly name: string = 'RondoError';
  readonly code: ErrorCode;
  readonly errors?: string[];

  constructor(
    code: ErrorCode,
    message: string,
    options: { errors?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    if (options.errors !== undefined && options.errors.length > 0) this.errors = [...options.errors];
  }
}
