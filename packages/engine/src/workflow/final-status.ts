import type { StepInstanceStatus, WorkflowInstanceStatus } from '@rondo/model';
import type { StepState } from '../step/state.ts';

const FAILED: ReadonlySet<StepInstanceStatus> = new Set([
  'FATALLY_FAILED',
  'INTERNALLY_FAILED',
  'USER_FAILED',
  'PLATFORM_FAILED',
  'TIMEOUT_FAILED',
]);

/** How a run ends, from the latest attempts of its steps, once none is active (spec 4.5). */
export function finalStatus(steps: Iterable<StepState>): WorkflowInstanceStatus {
  const seen = new Set<StepInstanceStatus>();
  for (const step of steps) seen.add(step.status);
  if (seen.size === 0) return 'FAILED';
  for (const status of seen) if (FAILED.has(status)) return 'FAILED';
  if (seen.has('TIMED_OUT')) return 'TIMED_OUT';
  return seen.has('STOPPED') ? 'STOPPED' : 'SUCCEEDED';
}
