import { stringifyJson } from '@rondo/model';
import { RondoApiError, RondoUnreachableError } from '@rondo/sdk';
import { EXIT_CODES, type ExitReason } from './exit-code.ts';

/** The command cannot be carried out as it was given; the message says what to change. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What to tell a person, or a program, about an error. */
export interface Problem {
  readonly reason: ExitReason;
  readonly code: string;
  readonly message: string;
  readonly details: readonly string[];
}

/** Describes anything that was thrown; what nobody foresaw keeps its stack for a bug report. */
export function problemOf(error: unknown): Problem {
  if (error instanceof UsageError)
    return { reason: 'usage', code: 'USAGE', message: error.message, details: [] };
  if (error instanceof RondoUnreachableError) {
    return {
      reason: 'unreachable',
      code: 'UNREACHABLE',
      message: `no Rondo server answers at ${new URL(error.url).origin}`,
      details: ['Start one with: rondo start', 'or name the one you mean with --server URL or RONDO_SERVER.'],
    };
  }
  if (error instanceof RondoApiError) {
    const reason = error.status >= 500 ? 'failed' : 'usage';
    return { reason, code: error.code, message: error.message, details: error.errors };
  }
  if (!(error instanceof Error))
    return { reason: 'failed', code: 'INTERNAL_ERROR', message: String(error), details: [] };
  if (error.name === 'ConfigError')
    return { reason: 'usage', code: 'CONFIG', message: error.message, details: [] };
  // The server's start writes this one for whoever starts it; a stack would only hide the advice.
  if (error.name === 'DatabaseSetupError')
    return { reason: 'failed', code: 'DATABASE', message: error.message, details: [] };
  const stack = error.stack?.split('\n').slice(1) ?? [];
  return {
    reason: 'failed',
    code: 'INTERNAL_ERROR',
    message: error.message,
    details: stack.map((line) => line.trim()),
  };
}

const DRY_RUN = /^BAD_REQUEST - Exception during dry run validation for workflow (\S+) Error=\[.*\]$/s;

/** Writes a problem for a person, or as JSON in the shape of the API's errors. */
export function problemText(problem: Problem, isJson: boolean): string {
  if (isJson) {
    const errors = problem.details.length === 0 ? {} : { errors: problem.details };
    return `${stringifyJson({ status: problem.code, message: problem.message, ...errors })}\n`;
  }
  // The wire repeats the first error of a dry run in its message.
  const message = problem.message.replace(DRY_RUN, 'workflow $1 cannot run as it is defined');
  const details = problem.details.filter((line) => !message.includes(line));
  return [`rondo: ${message}`, ...details.map((line) => `  ${line.replaceAll('\n', '\n    ')}`), ''].join(
    '\n',
  );
}

/** The exit code of a problem. */
export const problemExitCode = (problem: Problem): number => EXIT_CODES[problem.reason].code;
