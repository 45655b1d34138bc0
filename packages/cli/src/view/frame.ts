import { isTerminalStepStatus } from '@rondo/model';
import type { Colors } from '../colors.ts';
import { elapsed } from './duration.ts';
import { RUN_MARKS, STEP_MARKS, signAt } from './mark.ts';
import {
  type AttemptView,
  hasFailed,
  isOver,
  latestAttempt,
  progressOf,
  type RunView,
  type StepView,
} from './run-view.ts';

/** Where and when a frame is drawn. */
export interface FrameOptions {
  /** Epoch ms. */
  readonly now: number;
  readonly columns: number;
  /** How many lines fit; unset: as many as there are. */
  readonly rows?: number | undefined;
  readonly colors: Colors;
}

const MAX_NAME = 44;
const MAX_ID = 24;

/** Draws a run: a heading, one line a step, and under a failed step why; no line is wider than the terminal. */
export function renderFrame(view: RunView, options: FrameOptions): string {
  const idWidth = Math.min(MAX_ID, Math.max(4, ...view.steps.map(({ id }) => id.length)));
  const nameRoom = options.columns - idWidth - 40;
  const longestName = Math.max(0, ...view.steps.map((step) => nameOf(step).length));
  const nameWidth = Math.max(0, Math.min(MAX_NAME, longestName, nameRoom));
  const blocks = view.steps.map((step) => ({
    step,
    lines: [stepLine(step, { ...options, idWidth, nameWidth }), ...reasonLines(step, options)],
  }));
  const heading = ['', ...headingOf(view, options), ''];
  const room = (options.rows ?? Number.POSITIVE_INFINITY) - heading.length - 2;
  return [...heading, ...fit(blocks, room, options.colors), ''].join('\n');
}

interface Block {
  readonly step: StepView;
  readonly lines: readonly string[];
}

/** The lines of the blocks, or, when they are too many, of those that matter most, and a line about the others. */
function fit(blocks: readonly Block[], room: number, colors: Colors): string[] {
  const all = blocks.flatMap(({ lines }) => lines);
  if (all.length <= room) return all;
  const chosen = new Set<Block>();
  let left = room - 1;
  for (const block of [...blocks].sort((one, other) => rankOf(one.step) - rankOf(other.step))) {
    if (block.lines.length > left) continue;
    left -= block.lines.length;
    chosen.add(block);
  }
  const hidden = blocks.length - chosen.size;
  const shown = blocks.filter((block) => chosen.has(block)).flatMap(({ lines }) => lines);
  return [...shown, colors.dim(`  … and ${hidden} more ${hidden === 1 ? 'step' : 'steps'}`)];
}

/** What is under way or has failed matters most, then what is to come, then what is done. */
function rankOf(step: StepView): number {
  const attempt = latestAttempt(step);
  if (attempt === undefined) return 1;
  return hasFailed(attempt) || !isTerminalStepStatus(attempt.status) ? 0 : 2;
}

/** Cuts text to a width, with an ellipsis when something is lost. */
function cut(text: string, width: number): string {
  if (text.length <= width) return text;
  return width <= 0 ? '' : `${text.slice(0, width - 1)}…`;
}

const nameOf = (step: StepView): string => (step.name === step.id ? '' : step.name);

function headingOf(view: RunView, { now, columns, colors }: FrameOptions): string[] {
  const mark = RUN_MARKS[view.status];
  const took = elapsed(view.startTime ?? view.createTime, view.endTime, now);
  const { done, total } = progressOf(view);
  const title = cut(view.name, columns - 4);
  const where = `${view.workflowId}  instance ${view.instanceId}  run ${view.runId}`;
  const state = `${mark.words} ${isOver(view) ? 'after' : 'for'} ${took}, ${done} of ${total} steps done`;
  return [
    `${colors[mark.tone](signAt(mark, now))} ${colors.bold(title)}`,
    `  ${colors.dim(cut(where, columns - 3))}`,
    `  ${colors[mark.tone](cut(state, columns - 3))}`,
  ];
}

interface StepLineOptions extends FrameOptions {
  readonly idWidth: number;
  readonly nameWidth: number;
}

function stepLine(step: StepView, options: StepLineOptions): string {
  const { now, columns, colors, idWidth, nameWidth } = options;
  const attempt = latestAttempt(step);
  const mark = STEP_MARKS[attempt?.status ?? 'NOT_CREATED'];
  const idle = mark.tone === 'dim';
  const id = cut(step.id, idWidth).padEnd(idWidth);
  const name = cut(nameOf(step), nameWidth).padEnd(nameWidth);
  const took = elapsed(attempt?.startTime, attempt?.endTime, now).padStart(8);
  const used = 4 + idWidth + 2 + nameWidth + took.length + 2;
  const note = cut(noteOf(attempt, mark.words), columns - used - 1);
  return [
    `  ${colors[mark.tone](signAt(mark, now))} `,
    idle ? colors.dim(id) : id,
    `  ${colors.dim(name)}${took}`,
    note === '' ? '' : `  ${colors[mark.tone === 'green' ? 'dim' : mark.tone](note)}`,
  ]
    .join('')
    .trimEnd();
}

function noteOf(attempt: AttemptView | undefined, words: string): string {
  const retries = attempt !== undefined && attempt.id > 1 ? `attempt ${attempt.id}` : '';
  return [words, retries].filter((part) => part !== '').join(', ');
}

function reasonLines(step: StepView, { columns, colors }: FrameOptions): string[] {
  const attempt = latestAttempt(step);
  if (attempt?.reason === undefined || !hasFailed(attempt)) return [];
  const width = Math.max(1, columns - 9);
  return attempt.reason.flatMap((line) => wrap(line, width).map((part) => colors.dim(`      │ ${part}`)));
}

const MAX_WRAPPED = 4;

/** Text in lines of a width, of which the last is cut when there would be too many. */
function wrap(text: string, width: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > width && parts.length < MAX_WRAPPED - 1) {
    const space = rest.lastIndexOf(' ', width);
    const end = space > width / 2 ? space : width;
    parts.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...parts, cut(rest, width)];
}
