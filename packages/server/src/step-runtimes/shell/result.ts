import type { Runner } from '../../runners/runner.ts';
import type { Attempt, RuntimeResult } from '../contract.ts';
import { type JobEnding, jobArtifact } from '../job-runtime.ts';
import { MAX_OUTPUT_CHARACTERS, type OutputData, parseOutputData, tooLarge } from '../output-data.ts';
import { type MarkedText, MarkerScanner } from '../output-markers.ts';
import { failure, messageOf } from '../results.ts';

/** Signals that a platform sends to what it does not want to run any longer. A crash (SIGSEGV) is the script's own. */
const PLATFORM_SIGNALS = ['SIGKILL', 'SIGTERM'];
const LAST_LINES = 10;
const LAST_BYTES = 2_000;

/** The result of a script that ended by itself: its exit code decides, then the output data between the markers. */
export async function shellResult(
  runner: Runner,
  attempt: Attempt,
  ending: JobEnding,
  now: number,
): Promise<RuntimeResult> {
  const { marked, lastLines } = await readOutput(runner, attempt.step_uuid);
  const data = readData(attempt, now, marked);
  const artifacts = { ...('error' in data ? {} : data.artifacts), ...jobArtifact(ending) };
  if (ending.exit_code !== 0) {
    const state = PLATFORM_SIGNALS.includes(ending.signal ?? '') ? 'PLATFORM_ERROR' : 'USER_ERROR';
    const how = ending.signal ? `was ended by ${ending.signal}` : `exited with code ${ending.exit_code}`;
    return { ...failure(state, now, `The script ${how}`, lastLines), artifacts };
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

function readData(
  attempt: Attempt,
  now: number,
  marked: MarkedText | undefined,
): OutputData | { error: string } {
  if (!marked) return { params: {}, artifacts: {} };
  try {
    if ('tooLong' in marked) throw tooLarge(marked.tooLong, 'bytes');
    return parseOutputData(marked.text, attempt.params, now);
  } catch (error) {
    return { error: messageOf(error) };
  }
}

async function readOutput(
  runner: Runner,
  key: string,
): Promise<{ marked: MarkedText | undefined; lastLines: readonly string[] }> {
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
