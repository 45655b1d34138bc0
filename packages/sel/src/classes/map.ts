import { SelError } from '../errors.ts';
import type { RunState } from '../language/run-state.ts';
import { MapValue, type Value } from '../values/value.ts';
import { type Method, type MethodTable, method, textArgument } from './method.ts';

function entriesOf(self: Value): Map<string, Value> {
  if (self instanceof MapValue) return self.entries;
  throw new SelError('NULL_REFERENCE', 'this MAP has no content; create one with new Map()');
}

function put(run: RunState, self: Value, args: readonly Value[]): Value {
  const key = textArgument(args, 0);
  const entries = entriesOf(self);
  run.allocate(32 + 2 * key.length);
  const previous = entries.get(key);
  entries.set(key, args[1]!);
  return previous ?? null;
}

export const MAP_METHODS: MethodTable = new Map<string, Method>([
  ['size', method(0, (_run, self) => (self instanceof MapValue ? self.entries.size : 0))],
  [
    'get',
    method(1, (_run, self, args) => {
      const key = textArgument(args, 0);
      return entriesOf(self).get(key) ?? null;
    }),
  ],
  [
    'containsKey',
    method(1, (_run, self, args) => {
      const key = textArgument(args, 0);
      return self instanceof MapValue && self.entries.has(key);
    }),
  ],
  ['put', method(2, put)],
  [
    'getOrDefault',
    method(2, (_run, self, args) => {
      const key = textArgument(args, 0);
      const entries = entriesOf(self);
      return entries.has(key) ? entries.get(key)! : args[1]!;
    }),
  ],
]);
