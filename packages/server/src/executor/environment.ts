import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Environment } from '@rondo/engine';
import { DEFAULT_LIMITS } from '@rondo/sel';

export interface EnvironmentOptions {
  readonly executionEnvironment: string;
  readonly pollDelayMs: number;
  workDir(workflowId: string, instanceId: number, runId: number): string;
}

/** Makes the environment of one decision: the clock is read once, so that all it decides happens at one time. */
export interface Environments {
  /** For the event loop: an expression gets about a millisecond, then its decision has to be made elsewhere. */
  budgeted(): Environment;
  /** The full limits of the language: for a worker thread. */
  full(): Environment;
  /** For a decision that was given up elsewhere: an expression over the budget fails. */
  exhausted(): Environment;
}

const BUDGET = { ...DEFAULT_LIMITS, visit: 20_000 };
const NO_TIME = { ...DEFAULT_LIMITS, deadline: () => true };

export function createEnvironment(options: EnvironmentOptions): Environments {
  const shared = { ...options, random: Math.random, randomUuid: () => randomUUID(), nameUuid, nextUniqueId };
  return {
    budgeted: () => ({ ...shared, now: Date.now(), limits: BUDGET, defersOverBudget: true }),
    full: () => ({ ...shared, now: Date.now() }),
    exhausted: () => ({ ...shared, now: Date.now(), limits: NO_TIME }),
  };
}

/** UUID version 3 of a text, without a name space: what Java's `UUID.nameUUIDFromBytes` gives (spec 3.1). */
function nameUuid(name: string): string {
  const bytes = createHash('md5').update(name).digest();
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x30;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** 53 random bits: positive, exact as a number, and not met twice within a deployment's life. */
function nextUniqueId(): number {
  return Number(randomBytes(8).readBigUInt64BE() >> 11n) || 1;
}
