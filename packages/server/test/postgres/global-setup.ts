import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startTestServer, type TestServer } from './test-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Answers with the address of the run's PostgreSQL, which it starts when first asked. */
    rondoTestSocket: string;
  }
}

/**
 * One PostgreSQL for all workers of a run. It is started by the first test that asks and stopped with the run, so a
 * run without database tests costs nothing.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'rondo-test-'));
  const socket = join(folder, 'ask');
  let server: Promise<TestServer> | undefined;
  const listener = createServer((_request, response) => {
    server ??= startTestServer(join(folder, 'home'));
    server.then(
      ({ url, template }) => response.end(JSON.stringify({ url, template })),
      (error: Error) => response.writeHead(500).end(error.stack),
    );
  });
  await new Promise<void>((resolve) => listener.listen(socket, resolve));
  project.provide('rondoTestSocket', socket);
  return async () => {
    listener.closeAllConnections();
    listener.close();
    await (await server)?.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
