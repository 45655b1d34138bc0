import { createRequire } from 'node:module';
import { Command, CommanderError, Option } from 'commander';
import { type Context, createContext, type GlobalOptions, type Surroundings } from './context.ts';
import { EXIT_CODES } from './exit-code.ts';
import { problemExitCode, problemOf, problemText } from './problem.ts';
import { RUN_SYNTAX } from './run-ref.ts';

/** Runs the command line (without `node` and the script's name) and answers the exit code; never throws. */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  let exitCode: number = EXIT_CODES.succeeded.code;
  const program = createProgram(surroundings, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODES.usage.code;
    const problem = problemOf(error);
    surroundings.stderr.write(problemText(problem, program.opts<GlobalOptions>().output === 'json'));
    return problemExitCode(problem);
  }
}

type Done = (exitCode: number) => void;

function createProgram(surroundings: Surroundings, done: Done): Command {
  const { stdout, stderr } = surroundings;
  const program = new Command('rondo')
    .description('Runs workflows of data and ML jobs: push a definition, run it, watch it.')
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text.replace(/^error: /, 'rondo: ')),
      getOutHelpWidth: () => stdout.columns ?? 100,
      getErrHelpWidth: () => stderr.columns ?? 100,
    })
    .version(readVersion())
    .exitOverride()
    .showHelpAfterError('See rondo --help.')
    .option('--server <url>', 'where the server is (RONDO_SERVER; else http://127.0.0.1:8080)')
    .option('--user <name>', 'who you are (RONDO_USER; else the user of the operating system)')
    .addOption(
      new Option('--output <format>', 'for people or for programs').choices(['text', 'json']).default('text'),
    )
    .addHelpText('after', exitCodeHelp());
  const context = (): Context => createContext(program.opts<GlobalOptions>(), surroundings);
  addServerCommands(program, context, done);
  addDefinitionCommands(program, context, done);
  addRunCommands(program, context, done);
  return program;
}

// Each command is imported when it is used: `rondo status` must not wait for the server's code.
function addServerCommands(program: Command, context: () => Context, done: Done): void {
  program
    .command('start')
    .description('start a server here, with a database of its own; Ctrl-C stops it')
    .option('--port <number>', 'where to listen; 0 picks a free port (RONDO_PORT; else 8080)')
    .option('--home <folder>', 'where data, logs and work folders are kept (RONDO_HOME; else .rondo)')
    .action(async (options) => done(await (await import('./commands/start.ts')).start(context(), options)));
  program
    .command('demo')
    .description('run the pipeline examples/flight-delays, with a server of its own if none runs')
    .option('--home <folder>', 'where data, logs and work folders are kept (RONDO_HOME; else .rondo)')
    .option('--param <name=value>', 'override a param of the run; repeatable', collect, [])
    .action(async (options) => done(await (await import('./commands/demo.ts')).demo(context(), options)));
}

function addDefinitionCommands(program: Command, context: () => Context, done: Done): void {
  program
    .command('push')
    .argument('<file>', 'JSON or YAML; - is the standard input')
    .description('store a definition as a new version')
    .action(async (file) => done(await (await import('./commands/push.ts')).push(context(), file)));
  program
    .command('validate')
    .argument('<file>', 'JSON or YAML; - is the standard input')
    .description('check a definition without storing it')
    .action(async (file) => done(await (await import('./commands/validate.ts')).validate(context(), file)));
  program
    .command('list')
    .argument('[workflow]', 'list the instances of this workflow')
    .description('list the workflows, or the instances of one')
    .option('--search <text>', 'only workflows with this in their id or name')
    .option('--limit <number>', 'how many at most', '50')
    .action(async (workflow, options) =>
      done(await (await import('./commands/list.ts')).list(context(), workflow, options)),
    );
}

function addRunCommands(program: Command, context: () => Context, done: Done): void {
  const run = `${RUN_SYNTAX}; the latest of what is left out`;
  program
    .command('run')
    .argument('<workflow>')
    .description('start an instance of a workflow')
    .option('--param <name=value>', 'a run param, or NAME:TYPE=VALUE; repeatable', collect, [])
    .option('--workflow-version <version>', 'a number, active, latest or default', 'default')
    .option('--wait', 'watch it until it is over; the exit code tells how it ended')
    .action(async (workflow, options) =>
      done(await (await import('./commands/run.ts')).run(context(), workflow, options)),
    );
  program
    .command('status')
    .argument('<run>', run)
    .description('show a run and its steps')
    .action(async (ref) => done(await (await import('./commands/status.ts')).status(context(), ref)));
  program
    .command('logs')
    .argument('<run>', run)
    .argument('[step]', 'only this step; else all in turn')
    .description('write what the steps of a run wrote')
    .option('--attempt <number>', 'an earlier attempt of the step; else the latest')
    .option('-f, --follow', 'go on until the attempt is over')
    .action(async (ref, step, options) =>
      done(await (await import('./commands/logs.ts')).logs(context(), ref, step, options)),
    );
  program
    .command('stop')
    .argument('<run>', run)
    .description('stop a run; it ends STOPPED')
    .option('--kill', 'kill it instead; it ends FAILED')
    .option('--wait', 'wait until it is over')
    .action(async (ref, options) =>
      done(await (await import('./commands/stop.ts')).stop(context(), ref, options)),
    );
}

/** The version of this package; the path is right from the sources and from the build. */
const readVersion = (): string =>
  (createRequire(import.meta.url)('../package.json') as { version: string }).version;

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

function exitCodeHelp(): string {
  const lines = Object.values(EXIT_CODES).map(
    ({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`,
  );
  return ['', 'Exit codes:', ...lines].join('\n');
}
