/** What a runner executes: a command with all that it needs, independent of where it runs. */

/** One word of a command: literal text, or the place where the runner put one of the spec's files. */
type CommandWord = string | { readonly file: string };

/** CPU, memory and the like, as quantities in Kubernetes notation (`500m`, `2Gi`). */
interface JobResources {
  readonly cpu?: string;
  readonly memory?: string;
  readonly disk?: string;
  readonly gpu?: string;
}

/** A job. Everything in it is decided before it starts; the same spec can be started again under the same key. */
export interface JobSpec {
  readonly command: readonly [CommandWord, ...CommandWord[]];
  /** Added to the few variables that a runner passes on by itself. */
  readonly environment: Readonly<Record<string, string>>;
  /** Variables whose value is the path of one of the spec's files. */
  readonly environmentFiles?: Readonly<Record<string, string>>;
  /** Text files by plain name, put where only the job finds them, outside its working directory. */
  readonly files?: Readonly<Record<string, string>>;
  /** A variable with the path of a file whose text the runner hands back when the job is over. */
  readonly resultVariable?: string;
  /** Absolute; exists. */
  readonly workingDirectory: string;
  /** A runner that cannot hold a job to these refuses it. */
  readonly resources?: JobResources;
}

/** A job that cannot be run as it is described; the message names the field, its value and the limit. */
export class JobSpecError extends Error {
  override readonly name = 'JobSpecError';
}

const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Throws a JobSpecError for what no runner could do. */
export function checkJobSpec(spec: JobSpec): void {
  const files = Object.keys(spec.files ?? {});
  for (const name of files) {
    if (!FILE_NAME.test(name)) throw new JobSpecError(`files: [${name}] is not a plain file name`);
  }
  const needed = spec.command.flatMap((word) => (typeof word === 'string' ? [] : [word.file]));
  for (const name of [...needed, ...Object.values(spec.environmentFiles ?? {})]) {
    if (!files.includes(name))
      throw new JobSpecError(`[${name}] is used but not among the files [${files.join(', ')}]`);
  }
  for (const word of spec.command) {
    if (typeof word === 'string' && word.includes('\0'))
      throw new JobSpecError('command: contains a NUL character');
  }
  for (const [name, value] of Object.entries(spec.environment)) {
    if (!VARIABLE_NAME.test(name)) throw new JobSpecError(`environment: [${name}] is not a variable name`);
    if (value.includes('\0'))
      throw new JobSpecError(`environment: the value of [${name}] contains a NUL character`);
  }
}
