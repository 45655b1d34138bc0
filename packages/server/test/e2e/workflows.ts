import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { startTestApi, type TestAnswer, type TestApi } from '../api/test-api.ts';

/** A server, and what a user of workflows does with it. */
export interface Workflows {
  readonly api: TestApi;
  /** A folder that test and scripts share. */
  readonly folder: string;
  /** Pushes a workflow of these steps, which is accepted. */
  push(id: string, steps: readonly object[], more?: More): Promise<void>;
  start(id: string, more?: object): Promise<TestAnswer>;
  /** The instance once it is terminal. */
  ended(id: string, instance?: number): Promise<Body>;
  /** Starts the workflow and waits for the end of what was started. */
  run(id: string, more?: object): Promise<Body>;
  instance(id: string, instance?: number): Promise<Body>;
  /** Waits until the instance has this status. */
  reaches(id: string, instance: number, status: string): Promise<void>;
  /** Waits until the latest attempt of the step has this status. */
  stepReaches(id: string, step: string, status: string): Promise<void>;
  /** The status of each step of the run. */
  statuses(id: string, instance?: number): Promise<Record<string, string>>;
  /** One attempt of a step of instance 1, or the latest one. */
  step(id: string, step: string, attempt?: number | 'latest', instance?: number): Promise<Body>;
  /** The evaluated results of a step's params. */
  results(id: string, step: string, instance?: number): Promise<Record<string, unknown>>;
  act(id: string, instance: number, action: 'stop' | 'kill'): Promise<TestAnswer>;
  /** A path in `folder`. */
  file(name: string): string;
  /** What a script has written to a file of `folder`, once it has. */
  written(name: string): Promise<string>;
  /** Creates a file that a script waits for. */
  open(gate: string): Promise<void>;
  stop(): Promise<void>;
}

interface More {
  readonly properties?: object;
  /** Fields of the workflow. */
  readonly workflow?: object;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
type Body = any;

const WAIT = { timeout: 20_000, interval: 25 };

/** Starts a server of its own. */
export async function startWorkflows(): Promise<Workflows> {
  const api = await startTestApi();
  const folder = await mkdtemp(join(tmpdir(), 'rondo-e2e-'));
  const file = (name: string) => join(folder, name);
  const get = async (path: string): Promise<Body> => {
    const { status, body } = await api.call('GET', path);
    expect(status, `${path}: ${JSON.stringify(body)}`).toBe(200);
    return body;
  };
  const self: Workflows = {
    api,
    folder,
    file,
    async push(id, steps, { properties, workflow } = {}) {
      const body = { properties: { owner: 'alice', ...properties }, workflow: { id, steps, ...workflow } };
      const answer = await api.call('POST', '/workflows', { body });
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    },
    start: (id, more = {}) =>
      api.call('POST', `/workflows/${id}/versions/active/actions/start`, {
        body: { initiator: { type: 'MANUAL' }, ...more },
      }),
    ended: (id, instance = 1) => get(`/workflows/${id}/instances/${instance}?wait_for=terminal`),
    async run(id, more) {
      const { status, body } = await self.start(id, more);
      expect(status, JSON.stringify(body)).toBe(200);
      return self.ended(id, body.workflow_instance_id);
    },
    instance: (id, instance = 1) => get(`/workflows/${id}/instances/${instance}`),
    reaches: (id, instance, status) =>
      vi.waitFor(async () => expect((await self.instance(id, instance)).status).toBe(status), WAIT),
    stepReaches: (id, step, status) =>
      vi.waitFor(async () => expect((await self.statuses(id))[step]).toBe(status), WAIT),
    async statuses(id, instance = 1) {
      const { aggregated_info: info } = await self.instance(id, instance);
      const views = Object.entries(info.step_aggregated_views) as [string, Body][];
      return Object.fromEntries(views.map(([step, view]) => [step, view.status]));
    },
    step: (id, step, attempt = 'latest', instance = 1) =>
      get(`/workflows/${id}/instances/${instance}/runs/1/steps/${step}/attempts/${attempt}`),
    async results(id, step, instance = 1) {
      const { params } = await self.step(id, step, 'latest', instance);
      return resultsOf(params);
    },
    act: (id, instance, action) =>
      api.call('PUT', `/workflows/${id}/instances/${instance}/actions/${action}`),
    written: (name) =>
      vi.waitFor(async () => {
        const text = await readFile(file(name), 'utf8');
        expect(text).toMatch(/\n$/);
        return text.trim();
      }, WAIT),
    open: (gate) => writeFile(file(gate), ''),
    async stop() {
      await api.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return self;
}

/** The evaluated results of params. */
export function resultsOf(params: Record<string, { evaluated_result: unknown }>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params).map(([name, param]) => [name, param.evaluated_result]));
}

/** A Shell step that runs this script. */
export function shell(id: string, script: string, to: readonly string[] = [], more: object = {}): object {
  const successors = Object.fromEntries(to.map((other) => [other, 'true']));
  const { params, ...rest } = more as { params?: object };
  return {
    step: {
      id,
      type: 'Shell',
      params: { script: { type: 'STRING', value: script.replaceAll('$', '$$$$') }, ...params },
      transition: { successors },
      ...rest,
    },
  };
}

/** A script that waits until the file appears. */
export const waitsFor = (gate: string) => `until [ -e "${gate}" ]; do sleep 0.02; done`;

/** Retries one second after a failure. */
export const retries = (limits: object) => ({
  ...limits,
  backoff: { type: 'FIXED_BACKOFF', error_retry_backoff_in_secs: 1, timeout_retry_backoff_in_secs: 1 },
});

/** True while the process runs; one that ended and was not reaped yet does not run. */
export async function isRunning(pid: string): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && !stat.includes(') Z ');
}
