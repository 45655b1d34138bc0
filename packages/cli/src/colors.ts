import { createColors } from 'picocolors';

/** Functions that colour text, or leave it alone. */
export type Colors = ReturnType<typeof createColors>;

/** What decides about colours. */
export interface Terminal {
  readonly isTTY?: boolean | undefined;
}

/** Whether a stream can take a moving view: it is a terminal, and not a dumb one. */
export const canMove = (stream: Terminal, env: NodeJS.ProcessEnv): boolean =>
  stream.isTTY === true && env.TERM !== 'dumb';

/** Colours for a stream: none when it is no terminal or NO_COLOR is set to anything. */
export const colorsFor = (stream: Terminal, env: NodeJS.ProcessEnv): Colors =>
  createColors(canMove(stream, env) && (env.NO_COLOR ?? '') === '');
