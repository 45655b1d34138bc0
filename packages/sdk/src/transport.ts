import {
  type Endpoint,
  type EndpointBody,
  type EndpointParams,
  type EndpointQuery,
  type EndpointResponse,
  fillPath,
  parseJson,
  stringifyJson,
} from '@rondo/model';
import { RondoApiError, RondoUnreachableError } from './errors.ts';

/** Where the server is, who calls, and optionally another `fetch`. */
export interface ClientOptions {
  /** For example `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  /** The caller's name; the server needs it for everything that changes something. */
  readonly user?: string | undefined;
  readonly fetch?: typeof fetch | undefined;
}

type Given<Name extends string, Value> = [Value] extends [undefined]
  ? unknown
  : Record<never, never> extends Value
    ? { readonly [Key in Name]?: Value | undefined }
    : { readonly [Key in Name]: Value };

/** What a call of an endpoint takes. */
export type CallInput<E extends Endpoint> = Given<'params', EndpointParams<E>> &
  Given<'query', EndpointQuery<E>> &
  Given<'body', EndpointBody<E>> & { readonly signal?: AbortSignal | undefined };

/** The input of a call, which may be left out where nothing is required. */
type CallArguments<E extends Endpoint> =
  Record<never, never> extends CallInput<E> ? [input?: CallInput<E>] : [input: CallInput<E>];

/** Calls an endpoint; throws RondoApiError when the server refuses and RondoUnreachableError when none answers. */
export type Call = <E extends Endpoint>(
  endpoint: E,
  ...args: CallArguments<E>
) => Promise<EndpointResponse<E>>;

interface RawInput {
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends the request of an endpoint and returns the response once its head has arrived and is a success. */
export type Send = (endpoint: Endpoint, input: RawInput) => Promise<Response>;

const urlOf = (baseUrl: string, endpoint: Endpoint, { params, query }: RawInput): string => {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {}))
    if (value !== undefined) search.set(key, String(value));
  const text = search.size === 0 ? '' : `?${search}`;
  return `${baseUrl.replace(/\/+$/, '')}${fillPath(endpoint.path, params)}${text}`;
};

const apiErrorOf = async (response: Response): Promise<RondoApiError> => {
  const text = await response.text().catch(() => '');
  try {
    const body = parseJson(text) as { status?: unknown; message?: unknown; errors?: string[] };
    if (typeof body.message === 'string' && typeof body.status === 'string') {
      return new RondoApiError(response.status, { ...body, status: body.status, message: body.message });
    }
  } catch {
    // Not our server's words: something between us and it answered.
  }
  const shown = text.slice(0, 200).trim();
  const message = `${response.url} answered ${response.status}${shown === '' ? '' : `: ${shown}`}`;
  return new RondoApiError(response.status, { status: 'UNKNOWN', message });
};

const isAbort = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');

/** The sender of a client. */
export const createSend = ({ baseUrl, user, fetch: given }: ClientOptions): Send => {
  const doFetch = given ?? globalThis.fetch.bind(globalThis);
  return async (endpoint, input) => {
    const url = urlOf(baseUrl, endpoint, input);
    const isYaml = endpoint.consumes === 'application/yaml';
    const headers: Record<string, string> = {
      accept: endpoint.produces ?? 'application/json',
      ...input.headers,
    };
    if (user !== undefined) headers.user = user;
    const init: RequestInit = { method: endpoint.method, headers };
    if (input.signal !== undefined) init.signal = input.signal;
    if (input.body !== undefined) {
      headers['content-type'] = isYaml ? 'application/yaml' : 'application/json';
      init.body = isYaml ? String(input.body) : stringifyJson(input.body);
    }
    const response = await doFetch(url, init).catch((error: unknown) => {
      throw isAbort(error) ? error : new RondoUnreachableError(url, error);
    });
    if (!response.ok) throw await apiErrorOf(response);
    return response;
  };
};

/** The caller of a client: sends, and reads the answer exactly. */
export const createCall =
  (send: Send): Call =>
  async (endpoint, ...[input]) => {
    const response = await send(endpoint, (input ?? {}) as RawInput);
    const text = await response.text().catch((error: unknown) => {
      throw isAbort(error) ? error : new RondoUnreachableError(response.url, error);
    });
    return (endpoint.produces === 'text/plain' || text === '' ? text : parseJson(text)) as never;
  };
