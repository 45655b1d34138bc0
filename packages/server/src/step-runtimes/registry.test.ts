import { describe, expect, it } from 'vitest';
import type { StepRuntime } from './contract.ts';
import { createRuntimeRegistry } from './registry.ts';

function runtime(type: string, stopped: string[] = []): StepRuntime {
  const result = async () => ({ state: 'DONE' }) as const;
  return { type, start: result, poll: result, terminate: result, stop: async () => void stopped.push(type) };
}

describe('runtime registry', () => {
  it('finds a runtime by its exact type, and none for a type that nobody executes', () => {
    const shell = runtime('Shell');
    const registry = createRuntimeRegistry([shell, runtime('Sql')]);
    expect(registry.find('Shell')).toBe(shell);
    expect(registry.find('Titus')).toBeUndefined();
    expect(registry.find('constructor')).toBeUndefined();
    expect(registry.types).toEqual(['Shell', 'Sql']);
  });

  it('refuses two runtimes of one type', () => {
    expect(() => createRuntimeRegistry([runtime('Shell'), runtime('Shell')])).toThrow('claim the type Shell');
  });

  it('stops the last registered first', async () => {
    const stopped: string[] = [];
    await createRuntimeRegistry([runtime('a', stopped), runtime('b', stopped)]).stop();
    expect(stopped).toEqual(['b', 'a']);
  });
});
