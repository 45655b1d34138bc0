import type { StepRuntime } from '@rondo/server';

/** Finishes at once: what is measured is that its start and its outcome are each committed. */
export const effectRuntime: StepRuntime = {
  type: 'Effect',
  start: async () => ({ state: 'DONE' }),
  poll: async () => ({ state: 'DONE' }),
  terminate: async () => ({ state: 'STOPPED' }),
  stop: async () => {},
};

/** Works for ever, and tells of every attempt that is started or polled. */
export function holdRuntime(seen: (stepUuid: string) => void): StepRuntime {
  const tell = async (attempt: { step_uuid: string }) => {
    seen(attempt.step_uuid);
    return { state: 'CONTINUE', next_polling_delay_ms: 600_000 } as const;
  };
  return {
    type: 'Hold',
    start: tell,
    poll: tell,
    terminate: async () => ({ state: 'STOPPED' }),
    stop: async () => {},
  };
}
