import { endpoints, type HealthResponse, openApiDocument } from '@rondo/model';
import type { Resources } from './resources.ts';
import { implement, type Route } from './route.ts';

/** How long the engine has to prove that it commits. */
const READY_MS = 5_000;

/** What answers the calls about the server itself. */
export function systemRoutes({ executor, metrics, config, log }: Resources): Route[] {
  let document: Record<string, unknown> | undefined;
  return [
    implement(endpoints.getHealth, (): HealthResponse => ({ status: 'ok', version: config.version })),
    implement(endpoints.getReady, async ({ reply }): Promise<HealthResponse> => {
      try {
        await within(executor.proveCommit(), READY_MS);
        return { status: 'ok', version: config.version, checks: { engine: 'ok' } };
      } catch (error) {
        log.warn({ err: error }, 'the engine does not commit');
        reply.code(503);
        return {
          status: 'unavailable',
          version: config.version,
          checks: { engine: 'cannot commit to the database' },
        };
      }
    }),
    implement(endpoints.getOpenApi, () => {
      document ??= openApiDocument(endpoints, config.version) as Record<string, unknown>;
      return document;
    }),
    implement(endpoints.getMetrics, async ({ reply }) => {
      reply.type(metrics.contentType);
      return metrics.metrics();
    }),
  ];
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no commit within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
