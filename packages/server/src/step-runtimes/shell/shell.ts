import type { Runner } from '../../runners/runner.ts';
import type { Attempt, StepRuntime } from '../contract.ts';
import { createJobRuntime, type JobPlan } from '../job-runtime.ts';
import { attemptEnvironment, paramEnvironment, paramsFile } from './environment.ts';
import { shellResult } from './result.ts';

const OWN_PARAMS = ['script'];

/** Steps of type `Shell`: the param `script` is run by bash in the run's folder, through the runner. */
export function createShellRuntime(runner: Runner): StepRuntime {
  return createJobRuntime(
    { type: 'Shell', plan, conclude: (attempt, ending, now) => shellResult(runner, attempt, ending, now) },
    runner,
  );
}

function plan(attempt: Attempt, workDir: string): JobPlan {
  const script = attempt.params.script?.evaluated_result;
  if (typeof script !== 'string') {
    return { refusal: 'The step needs the STRING param [script], the text that bash runs' };
  }
  const { variables, notes } = paramEnvironment(attempt.params, OWN_PARAMS);
  return {
    notes,
    spec: {
      command: ['bash', { file: 'script.sh' }],
      files: { 'script.sh': script, 'params.json': paramsFile(attempt.params, OWN_PARAMS) },
      environment: { ...variables, ...attemptEnvironment(attempt, workDir) },
      environmentFiles: { RONDO_PARAMS_FILE: 'params.json' },
      workingDirectory: workDir,
    },
  };
}
