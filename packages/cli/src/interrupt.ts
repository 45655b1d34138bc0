import { EXIT_CODES } from './exit-code.ts';

/** A signal that aborts on the first Ctrl-C or SIGTERM, until `release` is called; the second one ends the process. */
export function watchInterrupt(): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  // Not `once`: a library that restores the cursor ends the process when it finds itself the only listener left.
  const abort = (): void => {
    if (controller.signal.aborted) process.exit(EXIT_CODES.interrupted.code);
    controller.abort();
  };
  process.on('SIGINT', abort);
  process.on('SIGTERM', abort);
  return {
    signal: controller.signal,
    release() {
      process.off('SIGINT', abort);
      process.off('SIGTERM', abort);
    },
  };
}

/** Resolves when the signal aborts. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
