import type { FastifyInstance } from 'fastify';
import { Gauge, Histogram, type Registry } from 'prom-client';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Id of the endpoint that the route serves. */
    endpoint?: string;
  }
}

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

/** Counts and times every request by endpoint and status; never by workflow, which has no bound. */
export function measureRequests(api: FastifyInstance, registry: Registry): void {
  const seconds = new Histogram({
    name: 'rondo_http_request_duration_seconds',
    help: 'Time from the request to the end of its answer.',
    labelNames: ['endpoint', 'status'],
    buckets: BUCKETS,
    registers: [registry],
  });
  const open = new Gauge({
    name: 'rondo_http_requests_open',
    help: 'Requests that are being answered, streams and long polls included.',
    registers: [registry],
  });
  api.addHook('onRequest', async (_request, reply) => {
    open.inc();
    reply.raw.once('close', () => open.dec());
  });
  api.addHook('onResponse', async (request, reply) => {
    const endpoint = request.routeOptions.config.endpoint ?? 'none';
    seconds.observe({ endpoint, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
  });
}
