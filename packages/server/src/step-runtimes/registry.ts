import type { StepRuntime } from './contract.ts';

/** The runtimes of this server by step type. */
export interface RuntimeRegistry {
  /** Undefined for a type that no runtime executes here. Types are matched exactly, as the model canonicalises them. */
  find(type: string): StepRuntime | undefined;
  /** The types, in the order of their registration. */
  readonly types: readonly string[];
  /** Stops all runtimes, the last registered first. */
  stop(): Promise<void>;
}

/** Throws when two runtimes claim one type. */
export function createRuntimeRegistry(runtimes: readonly StepRuntime[]): RuntimeRegistry {
  const byType = new Map<string, StepRuntime>();
  for (const runtime of runtimes) {
    if (byType.has(runtime.type)) throw new Error(`Two step runtimes claim the type ${runtime.type}`);
    byType.set(runtime.type, runtime);
  }
  return {
    find: (type) => byType.get(type),
    types: [...byType.keys()],
    stop: async () => {
      for (const runtime of [...runtimes].reverse()) await runtime.stop();
    },
  };
}
