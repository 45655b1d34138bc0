import type { WorkflowInstance, WorkflowSummary } from '@rondo/model';
import type { Context } from '../context.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { UsageError } from '../problem.ts';
import { elapsed } from '../view/duration.ts';
import { RUN_MARKS } from '../view/mark.ts';
import { renderTable } from '../view/table.ts';

/** The options of `rondo list`. */
export interface ListOptions {
  readonly search?: string;
  readonly limit: string;
}

const MAX_LIMIT = 200;

/** Lists the workflows, or the instances of one. */
export async function list(
  context: Context,
  workflowId: string | undefined,
  options: ListOptions,
): Promise<number> {
  const limit = readLimit(options.limit);
  if (workflowId === undefined) await listWorkflows(context, limit, options.search);
  else await listInstances(context, workflowId, limit);
  return EXIT_CODES.succeeded.code;
}

async function listWorkflows(context: Context, limit: number, search: string | undefined): Promise<void> {
  const page = await context.client.workflows.list({ limit, ...(search === undefined ? {} : { search }) });
  if (context.isJson) return context.json(page);
  if (page.elements.length === 0) {
    return context.say(
      search === undefined
        ? 'There is no workflow yet. Add one with: rondo push FILE'
        : `No workflow has [${search}] in its id or name.`,
    );
  }
  const head = ['WORKFLOW', 'VERSION', 'LAST RUN', 'INSTANCE', 'CREATED', 'TOOK'];
  const rows = page.elements.map((summary) => workflowRow(context, summary));
  context.say(renderTable(head, rows, { colors: context.colors, right: [1, 3, 5] }));
  const more = page.total_count - page.elements.length;
  if (more > 0) context.say(context.colors.dim(`and ${more} more; narrow it with --search or raise --limit`));
}

function workflowRow({ colors, clock }: Context, summary: WorkflowSummary): string[] {
  const { workflow_id, latest_version_id, latest_instance: last } = summary;
  if (last === undefined)
    return [workflow_id, String(latest_version_id), colors.dim('never run'), '', '', ''];
  return [
    workflow_id,
    String(latest_version_id),
    statusCell(colors, last.status),
    String(last.workflow_instance_id),
    clock.dateTime(last.create_time),
    elapsed(last.start_time, last.end_time, Date.now()),
  ];
}

async function listInstances(context: Context, workflowId: string, limit: number): Promise<void> {
  const page = await context.client.instances.list(workflowId, { first: limit, aggregated: false });
  if (context.isJson) return context.json(page);
  // A list is empty for a workflow that does not exist, too; this read tells which it is.
  if (page.elements.length === 0) await context.client.workflows.overview(workflowId);
  if (page.elements.length === 0) {
    return context.say(`${workflowId} has not run yet. Start it with: rondo run ${workflowId} --wait`);
  }
  const head = ['INSTANCE', 'RUN', 'VERSION', 'STATUS', 'CREATED', 'TOOK'];
  const rows = page.elements.map((instance) => instanceRow(context, instance));
  context.say(renderTable(head, rows, { colors: context.colors, right: [0, 1, 2, 5] }));
  const more = page.total_count - page.elements.length;
  if (more > 0) context.say(context.colors.dim(`and ${more} older ones; raise --limit to see more`));
}

const instanceRow = ({ colors, clock }: Context, instance: WorkflowInstance): string[] => [
  String(instance.workflow_instance_id),
  String(instance.workflow_run_id),
  String(instance.workflow_version_id),
  statusCell(colors, instance.status),
  clock.dateTime(instance.create_time),
  elapsed(instance.start_time, instance.end_time, Date.now()),
];

const statusCell = (colors: Context['colors'], status: WorkflowInstance['status']): string =>
  colors[RUN_MARKS[status].tone](RUN_MARKS[status].words);

function readLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new UsageError(`--limit must be from 1 to ${MAX_LIMIT}, not [${text}]`);
}
