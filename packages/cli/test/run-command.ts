import { main } from '../src/index.ts';

/** For tests: what a command wrote and how it ended. */
export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** For tests: runs a command line in this process, with its output going nowhere but the result. */
export async function runCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<CommandResult> {
  const written = { out: '', err: '' };
  const into = (name: keyof typeof written) => ({
    write(text: string) {
      written[name] += text;
    },
  });
  const code = await main(args, {
    stdout: into('out'),
    stderr: into('err'),
    env: { TZ: 'UTC', RONDO_USER: 'tester', ...env },
  });
  return { code, ...written };
}
