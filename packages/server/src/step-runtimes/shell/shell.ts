import type { JobSpec } from '../../runners/job-spec.ts';
import { hasEnded, type Runner } from '../../runners/runner.ts';
import type { Attempt, AttemptTools, RuntimeResult, StepRuntime } from '../contract.ts';
import { jobResult } from '../job-outcome.ts';
import { failure, messageOf } from '../results.ts';
import { attemptEnvironment, paramEnvironment, paramsFile } from './environment.ts';

/** The end of a job is pushed; polling only catches what a push may miss. */
const POLL_DELAY_MS = 10_000;
const OWN_PARAMS = ['script'];

/** Steps of type `Shell`: the param `script` is run by bash in the run's folder, through the runner. */
export function createShellRuntime(runner: Runner): StepRuntime {
  return {
    type: 'Shell',
    start: (attempt, tools) => start(runner, attempt, tools),
    poll: (attempt, tools) => observe(runner, attempt, tools),
    terminate: async (attempt, tools) => {
      await runner.terminate(attempt.step_uuid);
      await runner.follow(attempt.step_uuid, tools.log, tools.wake).done;
      await tools.log.close();
      return { state: 'STOPPED' };
    },
    stop: async () => undefined,
  };
}

async function start(runner: Runner, attempt: Attempt, tools: AttemptTools): Promise<RuntimeResult> {
  const script = attempt.params.script?.evaluated_result;
  if (typeof script !== 'string') {
    return failure(
      'FATAL_ERROR',
      tools.now(),
      'The step needs the STRING param [script], the text that bash runs',
    );
  }
  const known = await runner.status(attempt.step_uuid);
  if (known.state === 'absent') {
    const { spec, notes } = jobSpec(attempt, tools.workDir, script);
    for (const note of notes) tools.log.append(`[rondo] ${note}\n`);
    try {
      await runner.start(attempt.step_uuid, spec);
    } catch (error) {
      return failure('PLATFORM_ERROR', tools.now(), messageOf(error));
    }
  }
  return observe(runner, attempt, tools);
}

async function observe(runner: Runner, attempt: Attempt, tools: AttemptTools): Promise<RuntimeResult> {
  const status = await runner.status(attempt.step_uuid);
  if (status.state === 'absent') return jobResult(attempt, tools, runner, status);
  const following = runner.follow(attempt.step_uuid, tools.log, tools.wake);
  if (!hasEnded(status)) return { state: 'CONTINUE', next_polling_delay_ms: POLL_DELAY_MS };
  // The last lines are in the log before the attempt is seen to end.
  await following.done;
  await tools.log.close();
  return jobResult(attempt, tools, runner, status);
}

function jobSpec(
  attempt: Attempt,
  workDir: string,
  script: string,
): { spec: JobSpec; notes: readonly string[] } {
  const { variables, notes } = paramEnvironment(attempt.params, OWN_PARAMS);
  const spec: JobSpec = {
    command: ['bash', { file: 'script.sh' }],
    files: { 'script.sh': script, 'params.json': paramsFile(attempt.params, OWN_PARAMS) },
    environment: { ...variables, ...attemptEnvironment(attempt, workDir) },
    environmentFiles: { RONDO_PARAMS_FILE: 'params.json' },
    workingDirectory: workDir,
  };
  return { spec, notes };
}
