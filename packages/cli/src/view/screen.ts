import { createLogUpdate } from 'log-update';
import type { Context } from '../context.ts';
import { changeLines } from './change-lines.ts';
import { renderFrame } from './frame.ts';
import type { RunView } from './run-view.ts';

/** Where a run is shown while it goes on. */
export interface Screen {
  /** Shows the newest state. */
  show(view: RunView): void;
  /** Ends the view; what it showed last stays. */
  close(): void;
}

const REDRAW_MS = 80;
const DEFAULT_COLUMNS = 100;

/** The screen that suits the output: redrawn on a terminal, a line per change elsewhere, none with `--output json`. */
export function openScreen(context: Context): Screen {
  if (context.isJson) return { show() {}, close() {} };
  return context.isLive ? liveScreen(context) : lineScreen(context);
}

function liveScreen({ stdout, colors }: Context): Screen {
  const log = createLogUpdate(stdout as NodeJS.WriteStream);
  let view: RunView | undefined;
  let height = 0;
  // Sizes are read each time: a terminal may be resized.
  const frame = (rows?: number): string =>
    view === undefined
      ? ''
      : renderFrame(view, { now: Date.now(), columns: stdout.columns ?? DEFAULT_COLUMNS, rows, colors });
  const draw = (): void => {
    const text = frame(stdout.rows);
    const lines = text.split('\n').length;
    // log-update 7.2 patches the lines that differ, and overwrites those that follow when there are more than before.
    if (lines !== height) log.clear();
    height = lines;
    log(text);
  };
  const timer = setInterval(draw, REDRAW_MS);
  return {
    show(next) {
      view = next;
      draw();
    },
    close() {
      clearInterval(timer);
      // What stays is complete, however many steps there are.
      log.clear();
      log.done();
      stdout.write(frame());
    },
  };
}

function lineScreen({ stdout, clock }: Context): Screen {
  let shown: RunView | undefined;
  return {
    show(view) {
      for (const line of changeLines(shown, view, Date.now(), clock)) stdout.write(`${line}\n`);
      shown = view;
    },
    close() {},
  };
}
