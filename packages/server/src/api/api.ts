import { type Endpoint, endpoints, parseRequest, RondoError, stringifyJson } from '@rondo/model';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { createEnvironment } from '../executor/environment.ts';
import { PlanCache } from '../storage/plan-cache.ts';
import { readRuns } from '../storage/run-reader.ts';
import { listStepSummaries } from '../storage/step-reader.ts';
import { authorize, callerOf } from './caller.ts';
import { Coalesced } from './coalesced.ts';
import { WorkflowLookup } from './definition/workflow-lookup.ts';
import type { ApiDependencies } from './dependencies.ts';
import { answerOf } from './errors.ts';
import { eventRoutes } from './event-routes.ts';
import { checkHost } from './host-check.ts';
import { measureRequests } from './http-metrics.ts';
import { instanceRoutes } from './instance-routes.ts';
import { logRoutes } from './log-routes.ts';
import { MAX_BODY_BYTES, readBody } from './request-body.ts';
import type { Resources } from './resources.ts';
import type { Call, Route } from './route.ts';
import { RunWatch } from './run-watch.ts';
import { stepRoutes } from './step-routes.ts';
import { systemRoutes } from './system-routes.ts';
import { workflowRoutes } from './workflow-routes.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
/** Longer than any id may be, so that a long one gets an answer that names it. */
const MAX_PATH_PARAM = 1_000;

/** How long a client may take to send its request. */
const REQUEST_TIMEOUT_MS = 60_000;

/** The REST API, ready to listen. Closing it ends what waits and streams. */
export function createApi(dependencies: ApiDependencies): FastifyInstance {
  const closing = new AbortController();
  const resources = createResources(dependencies, closing.signal);
  const api = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    exposeHeadRoutes: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: MAX_PATH_PARAM },
    frameworkErrors: (error, request, reply) => sendError(dependencies, error, request, reply),
  });
  api.addHook('preClose', async () => {
    closing.abort();
    resources.watch.stop();
  });
  api.addHook('onRequest', async (request) => checkHost(request.headers.host, dependencies.config.host));
  // What waited until the server closes must not keep its connection for later requests.
  api.addHook('onSend', async (_request, reply) => {
    if (closing.signal.aborted) reply.header('connection', 'close');
  });
  // Bodies arrive as text: what they may be depends on the endpoint, and JSON has to keep 64-bit integers.
  api.removeAllContentTypeParsers();
  api.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  api.setErrorHandler((error, request, reply) => sendError(dependencies, error, request, reply));
  api.setNotFoundHandler((request, reply) => {
    const message = `there is no ${request.method} ${request.url.split('?')[0]}`;
    sendError(dependencies, new RondoError('NOT_FOUND', message), request, reply);
  });
  measureRequests(api, dependencies.metrics);
  for (const route of collectRoutes(resources)) register(api, route);
  return api;
}

function createResources(dependencies: ApiDependencies, closing: AbortSignal): Resources {
  const { executor, pool, log, config } = dependencies;
  const environment = createEnvironment({
    executionEnvironment: config.environment ?? 'test',
    pollDelayMs: 0,
    workDir: () => '',
  });
  return {
    ...dependencies,
    tools: { pool, executor, environment: () => environment.full() },
    workflows: new WorkflowLookup(pool),
    plans: new PlanCache(pool),
    runs: new Coalesced((ids) => readRuns(pool, ids)),
    stepSummaries: new Coalesced(async (keys) => {
      const byRun = await listStepSummaries(pool, [...new Set(keys)]);
      return keys.map((key) => byRun.get(key) ?? []);
    }, 200),
    watch: new RunWatch(executor, pool, log, config.watch_poll_ms),
    closing,
  };
}

/** Every endpoint with its handler. Throws when one has none or several. */
function collectRoutes(resources: Resources): Route[] {
  const routes = [
    ...systemRoutes(resources),
    ...workflowRoutes(resources),
    ...instanceRoutes(resources),
    ...stepRoutes(resources),
    ...logRoutes(resources),
    ...eventRoutes(resources),
  ];
  const implemented = new Set(routes.map((route) => route.endpoint.id));
  const missing = Object.keys(endpoints).filter((id) => !implemented.has(id));
  if (missing.length > 0 || implemented.size !== routes.length) {
    throw new Error(`endpoints without exactly one handler: ${missing.join(', ') || 'some have several'}`);
  }
  return routes;
}

function register(api: FastifyInstance, route: Route): void {
  const { endpoint, handle } = route;
  api.route({
    method: endpoint.method,
    url: endpoint.path.replace(/\{(\w+)\}/g, ':$1'),
    config: { endpoint: endpoint.id },
    handler: async (request, reply) => {
      const caller = callerOf(request.headers.user);
      if (!endpoint.public) authorize(caller, endpoint.permission);
      const call = { ...readCall(route, request), caller, request, reply } as Call<Endpoint>;
      const answer = await handle(call);
      return answer === undefined ? reply : send(endpoint, reply, answer);
    },
  });
}

/** What the request says, validated: once, and by the schemas that the documentation shows. */
function readCall({ endpoint, readBody: read }: Route, request: FastifyRequest) {
  const json = readBody(endpoint, request.headers['content-type'], request.body);
  return {
    params: endpoint.params && parseRequest(endpoint.params, request.params, 'path'),
    query: endpoint.query && parseRequest(endpoint.query, request.query, 'query'),
    body: read ? read(json) : endpoint.body && parseRequest(endpoint.body, json, 'request body'),
  };
}

function send(endpoint: Endpoint, reply: FastifyReply, answer: unknown): FastifyReply {
  if (endpoint.status !== undefined && reply.statusCode === 200) reply.code(endpoint.status);
  if (endpoint.produces === 'text/plain') return reply.send(answer);
  return reply.type(JSON_TYPE).send(stringifyJson(answer));
}

function sendError(
  { log }: ApiDependencies,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const answer = answerOf(error, request.id);
  if (answer.isUnexpected) {
    log.error(
      { err: error, request: request.id, method: request.method, url: request.url },
      'request failed',
    );
  }
  if (reply.sent) return;
  reply.code(answer.status).type(JSON_TYPE).send(stringifyJson(answer.body));
}
