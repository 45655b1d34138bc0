import { planWorkflow, prepareRun, type RunRequest } from '@rondo/engine';
import type { Workflow } from '@rondo/model';
import { evaluate, parseExpressionText, type SelData } from '@rondo/sel';
import type { Figures } from './figures.ts';
import { median } from './statistics.ts';

const ONE_LINER = 'x * 2 + 1';
const DATE =
  "new DateTime(RUN_TS, DateTimeZone.forID('America/Los_Angeles')).minusDays(1).toString('yyyyMMdd')";
const LOOP = 'int sum = 0; for (int i = 0; i < 10000; i += 1) sum += i; return sum;';

const START = Date.UTC(2026, 0, 1);
const TWENTY_YEARS = 7305 * 86_400_000;
/** Between two instants: another second, another hour and, mostly, another day. */
const STRIDE = 25 * 3_600_000 + 61_000;
const BLOCKS = 9;

/** What `selFigures` measures. */
export type SelFigures = Pick<
  Figures,
  | 'sel_parse_per_s'
  | 'sel_one_liner_per_s'
  | 'sel_date_per_s'
  | 'sel_loop_10k_per_s'
  | 'default_params_ms'
  | 'default_params_same_second_ms'
>;

let texts = 0;
let instants = 0;
/** An instant, in epoch ms, within the next twenty years and in a second that no call before it answered. */
const freshInstant = () => START + ((STRIDE * instants++) % TWENTY_YEARS);

/** The expression language and the params that every run has, in this process and without a database. */
export function selFigures(): SelFigures {
  return {
    sel_parse_per_s: perSecond(10_000, parseFresh),
    sel_one_liner_per_s: perSecond(50_000, (index) => {
      expectResult(selOf(ONE_LINER, { x: { type: 'LONG', value: BigInt(index) } }), BigInt(index * 2 + 1));
    }),
    sel_date_per_s: perSecond(5_000, () => {
      selOf(DATE, { RUN_TS: { type: 'LONG', value: BigInt(freshInstant()) } });
    }),
    sel_loop_10k_per_s: perSecond(20, () => expectResult(selOf(LOOP, {}), 49_995_000n)),
    default_params_ms: 1000 / perSecond(500, () => prepareAt(freshInstant())),
    default_params_same_second_ms: 1000 / perSecond(2_000, () => prepareAt(START)),
  };
}

/** A text that was never seen before: of the shape of the three that are evaluated, in turn. */
function parseFresh(): void {
  const number = texts++;
  const text = [ONE_LINER, DATE, LOOP][number % 3] as string;
  parseExpressionText(`n${number} = ${number}; ${text}`);
}

function selOf(text: string, params: Readonly<Record<string, SelData>>): SelData {
  const inputs = new Map(Object.entries(params));
  return evaluate(text, inputs, { now: START, random: Math.random, randomUuid: () => '' });
}

function expectResult(result: SelData, expected: bigint): void {
  if (result.value !== expected) throw new Error(`expected ${expected}, got ${String(result.value)}`);
}

const PLAN = planWorkflow({
  id: 'defaults',
  steps: [{ step: { id: 's', type: 'NoOp' } }],
} as unknown as Workflow);
const REQUEST: RunRequest = {
  workflow_id: 'defaults',
  workflow_version_id: 1,
  workflow_uuid: '00000000-0000-4000-8000-000000000000',
  internal_id: 1,
  group_info: 1,
  initiator: { type: 'MANUAL', user: 'bench', depth: 0 },
  run_config: { policy: 'START_FRESH_NEW_RUN' },
  run_params: {},
  run_properties: { create_time: START, owner: 'bench' },
  request_time: START,
};

/** Assembles and evaluates the workflow params of a run that has none of its own (spec 13.2). */
function prepareAt(now: number): void {
  const creation = prepareRun(PLAN, REQUEST, {
    now,
    random: Math.random,
    randomUuid: () => '',
    nameUuid: () => '',
    nextUniqueId: () => 1,
    executionEnvironment: 'bench',
    pollDelayMs: 1000,
    workDir: () => '',
  });
  if (!creation.ok) throw new Error(creation.error.message);
  if (creation.run.params.RUN_TS?.evaluated_result !== now)
    throw new Error('RUN_TS is not the time of the run');
}

/** How often `work` is done in a second: the median of blocks of `count`, after one that is not measured. */
function perSecond(count: number, work: (index: number) => void): number {
  const rates: number[] = [];
  for (let block = 0; block <= BLOCKS; block++) {
    const start = performance.now();
    for (let index = 0; index < count; index++) work(index);
    if (block > 0) rates.push((count * 1000) / (performance.now() - start));
  }
  return median(rates);
}
