import type { JobStatus, Runner } from '../runners/runner.ts';
import type { Attempt, AttemptTools, RuntimeResult } from './contract.ts';
import { MAX_OUTPUT_CHARACTERS, type OutputData, parseOutputData, tooLarge } from './output-data.ts';
import { MarkerScanner } from './output-markers.ts';
import { failure, messageOf } from './results.ts';

/** Signals that a platform sends to what it does not want to run any longer. A crash (SIGSEGV) is the script's own. */
const PLATFORM_SIGNALS = ['SIGKILL', 'SIGTERM'];
const LAST_LINES = 10;
const LAST_BYTES = 2_000;

/** The result of an attempt whose job is over. Can be asked again: it reads what the job left and changes nothing. */
export async function jobResult(
  attempt: Attempt,
  tools: AttemptTools,
  runner: Runner,
  status: JobStatus,
): Promise<RuntimeResult> {
  const now = tools.now();
  switch (status.state) {
    case 'running':
      return { state: 'CONTINUE' };
    case 'terminated':
      return { state: 'STOPPED' };
    case 'absent':
    case 'lost':
      return failure(
        'PLATFORM_ERROR',
        now,
        'The job is gone and left no exit code: it or its machine was killed',
      );
    case 'unstartable':
      return failure('PLATFORM_ERROR', now, `The job could not be started: ${status.reason}`);
    case 'over_limit':
      return failure('USER_ERROR', now, status.reason);
    case 'exited':
      return exitResult(attempt, now, status, await readOutput(runner, attempt.step_uuid));
  }
}

interface ReadOutput {
  readonly marked: ReturnType<MarkerScanner['result']>;
  readonly lastLines: readonly string[];
}

function exitResult(
  attempt: Attempt,
  now: number,
  status: Extract<JobStatus, { state: 'exited' }>,
  output: ReadOutput,
): RuntimeResult {
  const data = readData(attempt, now, output);
  const ending = {
    type: 'DEFAULT' as const,
    exit_code: status.exit_code,
    duration_ms: Math.max(0, status.ended_at - status.started_at),
  };
  const artifacts = { ...('error' in data ? {} : data.artifacts), rondo_job: ending };
  if (status.exit_code !== 0) {
    const state = PLATFORM_SIGNALS.includes(status.signal ?? '') ? 'PLATFORM_ERROR' : 'USER_ERROR';
    const how = status.signal ? `was ended by ${status.signal}` : `exited with code ${status.exit_code}`;
    return { ...failure(state, now, `The script ${how}`, output.lastLines), artifacts };
  }
  if ('error' in data) {
    return { ...failure('USER_ERROR', now, `The output data of the script ${data.error}`), artifacts };
  }
  return {
    state: 'DONE',
    artifacts,
    ...(Object.keys(data.params).length > 0 && { output_params: data.params }),
  };
}

function readData(attempt: Attempt, now: number, { marked }: ReadOutput): OutputData | { error: string } {
  if (!marked) return { params: {}, artifacts: {} };
  try {
    if ('tooLong' in marked) throw tooLarge(marked.tooLong, 'bytes');
    return parseOutputData(marked.text, attempt.params, now);
  } catch (error) {
    return { error: messageOf(error) };
  }
}

async function readOutput(runner: Runner, key: string): Promise<ReadOutput> {
  // A character has up to 4 bytes; the exact limit is checked on the decoded text.
  const scanner = new MarkerScanner(MAX_OUTPUT_CHARACTERS * 4);
  let last: Buffer = Buffer.alloc(0);
  for await (const chunk of runner.output(key)) {
    scanner.push(chunk);
    last = Buffer.concat([last, chunk.subarray(-LAST_BYTES)]).subarray(-LAST_BYTES);
  }
  const lines = last.toString('utf8').trimEnd().split('\n');
  return { marked: scanner.result(), lastLines: lines.slice(-LAST_LINES).filter((line) => line !== '') };
}
