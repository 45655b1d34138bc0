import type { PostgresLog } from '../../src/postgres/log.ts';

/** For tests that are not about what is logged. */
export const silentLog: PostgresLog = { info: () => {}, warn: () => {}, error: () => {} };
