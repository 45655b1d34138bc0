import { type FailureMode, type Step, stepBody, stepKind, type Workflow } from '@rondo/model';

/** One step as the engine follows it: its definition and its place in the graph. */
export interface PlannedStep {
  readonly id: string;
  /** 1-based position in the definition. */
  readonly ordinal: number;
  readonly kind: ReturnType<typeof stepKind>;
  /** The display name of what runs it: a typed step's `type`, else its kind. */
  readonly type: string;
  readonly step: Step;
  readonly failureMode: FailureMode;
  readonly predecessors: readonly string[];
  /** Step id -> SEL condition, in definition order. */
  readonly successors: readonly (readonly [id: string, condition: string])[];
}

/** A definition prepared for running: made once per version, shared by all of its runs. */
export interface Plan {
  readonly workflow: Workflow;
  readonly steps: ReadonlyMap<string, PlannedStep>;
  readonly roots: readonly string[];
}

/** Prepares a definition that passed validation. Predecessors are computed from the successors, never trusted. */
export function planWorkflow(workflow: Workflow): Plan {
  const predecessors = new Map<string, string[]>();
  for (const step of workflow.steps) predecessors.set(stepBody(step).id, []);
  for (const step of workflow.steps) {
    for (const successor of Object.keys(stepBody(step).transition?.successors ?? {})) {
      predecessors.get(successor)?.push(stepBody(step).id);
    }
  }
  const steps = new Map<string, PlannedStep>();
  for (const [index, step] of workflow.steps.entries()) {
    const body = stepBody(step);
    const kind = stepKind(step);
    steps.set(body.id, {
      id: body.id,
      ordinal: index + 1,
      kind,
      type: 'step' in step ? step.step.type : kind,
      step,
      failureMode: body.failure_mode ?? 'FAIL_AFTER_RUNNING',
      predecessors: predecessors.get(body.id) ?? [],
      successors: Object.entries(body.transition?.successors ?? {}),
    });
  }
  const roots = [...steps.values()].filter((step) => step.predecessors.length === 0).map((step) => step.id);
  return { workflow, steps, roots };
}

/** The ids along one cycle of the graph, first id repeated at the end, or undefined when there is none. */
export function findCycle(plan: Plan): readonly string[] | undefined {
  const waiting = new Map<string, number>();
  for (const step of plan.steps.values()) waiting.set(step.id, step.predecessors.length);
  const open = [...plan.roots];
  while (open.length > 0) {
    const step = plan.steps.get(open.pop() as string);
    if (!step) continue;
    waiting.delete(step.id);
    for (const [successor] of step.successors) {
      const left = (waiting.get(successor) ?? 0) - 1;
      waiting.set(successor, left);
      if (left === 0) open.push(successor);
    }
  }
  const start = waiting.keys().next().value;
  if (start === undefined) return undefined;
  // Every step that is left has a predecessor that is left: walking backwards must come round.
  const path: string[] = [];
  let current = start;
  while (!path.includes(current)) {
    path.push(current);
    const next = plan.steps.get(current)?.predecessors.find((id) => waiting.has(id));
    if (next === undefined) return undefined;
    current = next;
  }
  return [...path.slice(path.indexOf(current)), current].reverse();
}
