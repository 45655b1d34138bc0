import type { Context } from '../context.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { aborted, watchInterrupt } from '../interrupt.ts';
import { startLocalServer } from '../local-server.ts';

/** The options of `rondo start`. */
export interface StartOptions {
  readonly port?: string;
  readonly home?: string;
}

/** Runs a server here until Ctrl-C or SIGTERM. */
export async function start(context: Context, options: StartOptions): Promise<number> {
  const interrupt = watchInterrupt();
  const lost = new AbortController();
  try {
    const server = await startLocalServer(context, {
      ...options,
      logLevel: 'warn',
      onLost: () => lost.abort(),
    });
    const { url, version, config } = server;
    if (context.isJson) context.json({ url, version, home: config.home, pid: process.pid });
    const { bold, dim, green } = context.colors;
    context.say(`${green('✔')} Rondo ${version} listens at ${bold(url)}`);
    context.say(
      dim(`  home ${config.home}; push a definition with: rondo push FILE; Ctrl-C stops the server`),
    );
    await Promise.race([aborted(interrupt.signal), aborted(lost.signal)]);
    context.say(dim('Stopping …'));
    await server.stop();
    context.say('Stopped. What was running goes on with the next rondo start.');
    return lost.signal.aborted ? EXIT_CODES.failed.code : EXIT_CODES.succeeded.code;
  } finally {
    interrupt.release();
  }
}
