import type { FailureMode, Step, TimelineEvent, Workflow } from '@rondo/model';
import fc from 'fast-check';

interface StepOptions {
  readonly type?: string;
  readonly to?: Readonly<Record<string, string>> | readonly string[];
  readonly failureMode?: FailureMode;
  readonly retries?: number;
  readonly extra?: object;
}

/** A typed step; `to` names its successors, with conditions when it is an object. */
export function step(id: string, options: StepOptions = {}): Step {
  const { type = 'NoOp', to = [], failureMode, retries, extra } = options;
  const successors = Array.isArray(to)
    ? Object.fromEntries(to.map((other: string) => [other, 'true']))
    : (to as Record<string, string>);
  return {
    step: {
      id,
      type,
      transition: { successors },
      ...(failureMode && { failure_mode: failureMode }),
      ...(retries !== undefined && {
        retry_policy: {
          error_retry_limit: retries,
          backoff: { type: 'FIXED_BACKOFF', error_retry_backoff_in_secs: 1 },
        },
      }),
      ...extra,
    },
  } as Step;
}

export function workflow(steps: readonly Step[], extra: object = {}): Workflow {
  return { id: 'wf', steps: [...steps], ...extra } as Workflow;
}

/** The text of a timeline event; undefined for one that has none. */
export function messageOf(event: TimelineEvent | undefined): string | undefined {
  return event && 'message' in event ? event.message : undefined;
}

/** Workflows of up to 12 steps without cycles: every step may only lead to later ones. */
export const anyWorkflow: fc.Arbitrary<Workflow> = fc.integer({ min: 1, max: 12 }).chain((count) =>
  fc
    .array(
      fc.record({
        type: fc.constantFrom('NoOp', 'Sleep', 'Shell', 'Shell'),
        mode: fc.constantFrom<FailureMode>('FAIL_AFTER_RUNNING', 'FAIL_IMMEDIATELY', 'IGNORE_FAILURE'),
        retries: fc.integer({ min: 0, max: 2 }),
        to: fc.array(
          fc.tuple(
            fc.integer({ min: 1, max: 12 }),
            fc.constantFrom('true', 'true', 'false', '1 < 2', '1 + '),
          ),
          { maxLength: 3 },
        ),
      }),
      { minLength: count, maxLength: count },
    )
    .map((steps) =>
      workflow(
        steps.map(({ type, mode, retries, to }, index) => {
          const successors: Record<string, string> = {};
          for (const [distance, condition] of to) {
            if (index + distance < count) successors[`s${index + distance}`] = condition;
          }
          const params = type === 'Shell' ? { script: { type: 'STRING', value: 'true' } } : {};
          return step(`s${index}`, { type, to: successors, failureMode: mode, retries, extra: { params } });
        }),
      ),
    ),
);
