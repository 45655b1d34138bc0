/** Waiting that can be cut short by an event. Its timers keep no process alive. */
export class Pause {
  readonly #waiting = new Set<() => void>();

  /** Resolves after `ms` or at the next `wake`. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        this.#waiting.delete(finish);
        resolve();
      };
      const timer = setTimeout(finish, ms).unref();
      this.#waiting.add(finish);
    });
  }

  wake(): void {
    for (const finish of [...this.#waiting]) finish();
  }
}
