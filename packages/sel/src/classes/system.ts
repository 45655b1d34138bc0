import { DoubleValue, type Long, UuidValue, type Value } from '../values/value.ts';
import { longArgument, type Method, type MethodTable, method, numberArgument } from './method.ts';

function pick(isBetter: (a: Long, b: Long) => boolean): Method {
  return method(2, (_run, _self, args) => {
    const [a, b] = [longArgument(args, 0), longArgument(args, 1)];
    return isBetter(a, b) ? a : b;
  });
}

export const MATH_METHODS: MethodTable = new Map<string, Method>([
  ['min', pick((a, b) => a < b)],
  ['max', pick((a, b) => a > b)],
  [
    'pow',
    method(
      2,
      (_run, _self, args) => new DoubleValue(power(numberArgument(args, 0), numberArgument(args, 1))),
    ),
  ],
  ['random', method(0, (run) => new DoubleValue(run.environment.random()))],
]);

function power(base: number, exponent: number): number {
  return base ** exponent;
}

/** `System`, `Arrays` and `DateTimeConstants` are one object. */
export const SYSTEM_METHODS: MethodTable = new Map<string, Method>([
  ['currentTimeMillis', method(0, (run) => run.environment.now)],
  ['asList', method(1, (_run, _self, args) => args[0] as Value)],
]);

export const UUID_METHODS: MethodTable = new Map<string, Method>([
  ['randomUUID', method(0, (run) => new UuidValue(run.environment.randomUuid()))],
  ['toString', method(0, (_run, self) => (self instanceof UuidValue ? self.text : 'null'))],
]);
