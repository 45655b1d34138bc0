import { z } from 'zod';
import { endpoint } from './endpoint.ts';

/** Whether the server lives, or can take work. */
export const healthResponseSchema = z
  .object({
    status: z.enum(['ok', 'unavailable']),
    version: z.string().optional(),
    checks: z.record(z.string(), z.string()).optional(),
  })
  .meta({ id: 'HealthResponse' });
export type HealthResponse = z.infer<typeof healthResponseSchema>;

/** Calls about the server itself. */
export const systemEndpoints = {
  getHealth: endpoint({
    id: 'getHealth',
    method: 'GET',
    path: '/health',
    permission: 'system:read',
    public: true,
    response: healthResponseSchema,
    description: 'Whether the process lives.',
  }),
  getReady: endpoint({
    id: 'getReady',
    method: 'GET',
    path: '/ready',
    permission: 'system:read',
    public: true,
    response: healthResponseSchema,
    description: 'Whether the server can take work; 503 with the failed checks when it cannot.',
  }),
  getOpenApi: endpoint({
    id: 'getOpenApi',
    method: 'GET',
    path: '/openapi.json',
    permission: 'system:read',
    public: true,
    response: z.record(z.string(), z.unknown()),
    description: 'This document.',
  }),
  getMetrics: endpoint({
    id: 'getMetrics',
    method: 'GET',
    path: '/metrics',
    permission: 'system:read',
    response: z.string(),
    produces: 'text/plain',
    description: 'Metrics in the Prometheus text format.',
  }),
} as const;
