export { type RondoServer, type ServerOptions, startServer } from './app.ts';
export { type Config, ConfigError, loadConfig } from './config.ts';
export type { Executor, RunChange, RunId } from './executor/port.ts';
export { createLogger } from './logger.ts';
export { DatabaseSetupError } from './postgres/setup-error.ts';
export type { Attempt, AttemptTools, RuntimeResult, StepRuntime } from './step-runtimes/contract.ts';
export { VERSION } from './version.ts';
