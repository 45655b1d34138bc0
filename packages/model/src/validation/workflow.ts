import type { TimeTrigger } from '../definition/time-trigger.ts';
import type { Workflow } from '../definition/workflow.ts';
import { nameProblems, workflowIdProblems } from './names.ts';
import { fuzzyDelayProblems, timeoutProblems } from './numbers.ts';
import { paramsProblems } from './params.ts';
import type { Problem } from './problem.ts';
import { signalTriggerProblems } from './signals.ts';
import { stepsProblems } from './steps.ts';

type Path = readonly PropertyKey[];

const timeTriggerProblems = (trigger: TimeTrigger, path: Path): Problem[] => {
  if (trigger.type === 'INTERVAL')
    return [{ path: [...path, 'type'], message: 'cannot be INTERVAL: it is not implemented' }];
  const problems = fuzzyDelayProblems(trigger.fuzzy_max_delay, [...path, 'fuzzy_max_delay']);
  if (trigger.type === 'CRON' && trigger.cron.trim() === '') {
    problems.push({ path: [...path, 'cron'], message: '[cron expression] cannot be null or empty' });
  }
  return problems;
};

/** What is wrong with a workflow beyond its shape. Cycles, cron texts and zones are the dry run's to judge. */
export const workflowProblems = (workflow: Workflow, path: Path = []): Problem[] => [
  ...workflowIdProblems(workflow.id, [...path, 'id']),
  ...(workflow.tags ?? []).flatMap((tag, index) => nameProblems(tag.name, [...path, 'tags', index, 'name'])),
  ...timeoutProblems(workflow.timeout, [...path, 'timeout']),
  ...(workflow.time_triggers ?? []).flatMap((trigger, index) =>
    timeTriggerProblems(trigger, [...path, 'time_triggers', index]),
  ),
  ...(workflow.signal_triggers ?? []).flatMap((trigger, index) =>
    signalTriggerProblems(trigger, [...path, 'signal_triggers', index]),
  ),
  ...paramsProblems(workflow.params, [...path, 'params']),
  ...stepsProblems(workflow.steps, [...path, 'steps']),
];
