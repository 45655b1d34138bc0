/** The figures of a benchmark run, under names that stay. */
export interface Figures {
  /** One row, one commit, one connection: the unit of the targets below. */
  commit_ms: number;
  /** 40 no-op steps in a row, start to terminal. */
  w1_ms: number;
  /** The same with a durable start and outcome for every step. */
  w1e_ms: number;
  /** 1,000 parallel no-op steps and a join. */
  w2_ms: number;
  /** Three steps in a row, one run at a time. */
  w3_p50_ms: number;
  w3_p95_ms: number;
  /** 200 at once. */
  w3_200_ms: number;
  /** 10,000 with 64 in flight. */
  w3_in_process_runs_per_s: number;
  w3_http_runs_per_s: number;
  w3_http_p50_ms: number;
  /** The rows of W3 in batches of the same size, by SQL alone. */
  bare_sql_runs_per_s: number;
  bare_sql_rows_per_s: number;
  /** 2,000 waiting and 2,000 running runs after `kill -9`: process start until all go on. */
  w8_recovery_ms: number;
  /** Of the process with server and load, during W3 in process. */
  peak_rss_mb: number;
  /** Texts that were never seen before, one-liners to loops. */
  sel_parse_per_s: number;
  /** Evaluations of texts that are known: a sum, a date in a time zone, a loop of 10,000 rounds. */
  sel_one_liner_per_s: number;
  sel_date_per_s: number;
  sel_loop_10k_per_s: number;
  /** The workflow params that every run has, each time at an instant never seen before. */
  default_params_ms: number;
  /** The same for runs that start within one second. */
  default_params_same_second_ms: number;
}

interface Row {
  readonly name: keyof Figures;
  readonly text: string;
  readonly target?: (figures: Figures) => { readonly text: string; readonly isMet: boolean };
}

const most = (limit: (figures: Figures) => number, name: keyof Figures, unit: string, why = '') => ({
  target: (figures: Figures) => ({
    text: `≤ ${format(limit(figures))} ${unit}${why}`,
    isMet: figures[name] <= limit(figures),
  }),
});
const least = (limit: number, name: keyof Figures) => ({
  target: (figures: Figures) => ({ text: `≥ ${limit} /s`, isMet: figures[name] >= limit }),
});

/** What the table says, in its order. */
export const ROWS: readonly Row[] = [
  { name: 'commit_ms', text: 'one commit of one row, ms' },
  {
    name: 'w1_ms',
    text: 'W1   40 no-op steps in a row, ms',
    ...most((f) => 15 * f.commit_ms, 'w1_ms', 'ms', ' (15 commits)'),
  },
  {
    name: 'w1e_ms',
    text: 'W1e  40 effect steps in a row, ms',
    ...most((f) => 40 * 3 * f.commit_ms, 'w1e_ms', 'ms', ' (3 commits a step)'),
  },
  { name: 'w2_ms', text: 'W2   1,000 parallel no-op steps, join, ms', ...most(() => 400, 'w2_ms', 'ms') },
  {
    name: 'w3_p50_ms',
    text: 'W3   3 steps, single run, p50 ms',
    ...most((f) => 8 * f.commit_ms, 'w3_p50_ms', 'ms', ' (8 commits)'),
  },
  { name: 'w3_p95_ms', text: 'W3   3 steps, single run, p95 ms' },
  { name: 'w3_200_ms', text: 'W3   200 runs at once, ms' },
  {
    name: 'w3_in_process_runs_per_s',
    text: 'W3   10,000 runs, 64 in flight, in process, runs/s',
    ...least(1500, 'w3_in_process_runs_per_s'),
  },
  {
    name: 'w3_http_runs_per_s',
    text: 'W3   10,000 runs, 64 in flight, HTTP, runs/s',
    ...least(800, 'w3_http_runs_per_s'),
  },
  { name: 'w3_http_p50_ms', text: 'W3   start and wait over HTTP, 64 in flight, p50 ms' },
  { name: 'bare_sql_runs_per_s', text: 'bare SQL, the same rows in the same batches, runs/s' },
  { name: 'bare_sql_rows_per_s', text: 'bare SQL, rows/s' },
  { name: 'w8_recovery_ms', text: 'W8   4,000 live runs after kill -9, ms' },
  {
    name: 'peak_rss_mb',
    text: 'peak memory of the server process in W3, MB',
    ...most(() => 300, 'peak_rss_mb', 'MB'),
  },
  { name: 'sel_parse_per_s', text: 'SEL  new texts parsed /s' },
  { name: 'sel_one_liner_per_s', text: 'SEL  one-liners evaluated /s' },
  { name: 'sel_date_per_s', text: 'SEL  date computations evaluated /s' },
  { name: 'sel_loop_10k_per_s', text: 'SEL  loops of 10,000 rounds evaluated /s' },
  {
    name: 'default_params_ms',
    text: 'default workflow params of a run, ms',
    ...most(() => 0.3, 'default_params_ms', 'ms'),
  },
  { name: 'default_params_same_second_ms', text: 'default workflow params, further runs of one second, ms' },
];

export function format(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(value < 1 ? 3 : 2);
}
