import type { RuntimeOutcome } from '../workflow/event.ts';
import type { StepState } from './state.ts';

/** A step runtime that needs nothing from outside: the engine runs it itself, within the decision. */
export type InlineRuntime = (step: StepState, now: number) => RuntimeOutcome;

const DEFAULT_SLEEP_SECONDS = 3;

const INLINE_RUNTIMES: Readonly<Record<string, InlineRuntime>> = {
  NoOp: () => ({ state: 'DONE' }),
  Sleep: (step, now) => {
    const seconds = Number(step.params?.sleep_seconds?.evaluated_result ?? DEFAULT_SLEEP_SECONDS);
    // Done once MORE than the asked time has passed (spec 12.2).
    const wakeAt = (step.times.start_time ?? now) + seconds * 1000 + 1;
    return now >= wakeAt ? { state: 'DONE' } : { state: 'CONTINUE', next_polling_delay_ms: wakeAt - now };
  },
};

/** The inline runtime of a step type, or undefined when the type needs the outside. */
export function inlineRuntime(type: string): InlineRuntime | undefined {
  return Object.hasOwn(INLINE_RUNTIMES, type) ? INLINE_RUNTIMES[type] : undefined;
}
