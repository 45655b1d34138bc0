import { CONFORMANCE_EXCEPTIONS, type ConformanceException } from '../../sel/src/conformance-exceptions.ts';

export type { ConformanceException };

const BRACE = 'D13: a text ending in } that does not parse is tried again with ;';
const NO_TAGS = 'D20: a base without tags equals one with an empty list, so this override changes nothing';
const NO_BYPASS = 'D25: the merged map is compared with the untouched base, so its mode forbids the change';

const refused = { errorCode: 'VALIDATION' };

const unchanged = (name: string, type: string, value: unknown, mode: string, source: string) => ({
  type: 'JSON',
  value: { [name]: { value, type, tags: [], mode, source } },
});

/** Cases of sel-cases.json that Rondo answers otherwise on purpose, by id, those of the language itself included. */
export const SEL_EXCEPTIONS: Readonly<Record<string, ConformanceException>> = {
  ...CONFORMANCE_EXCEPTIONS,
  'param-094': {
    decision: 'D4: a compound assignment reads its target, so it counts as a reference',
    expected: { type: 'LONG', value: 6 },
  },
  'param-135': { decision: BRACE, expected: { type: 'STRING_ARRAY', value: ['1', '2'] } },
  'param-137': { decision: BRACE, expected: { type: 'STRING_ARRAY', value: ['true'] } },
  'param-143': { decision: BRACE, expected: { type: 'LONG_ARRAY', value: [-3_000_000_000] } },
  'param-146': { decision: BRACE, expected: { type: 'DOUBLE_ARRAY', value: [1] } },
};

/** Cases of param-cases.json that Rondo answers otherwise on purpose, by id. */
export const PARAM_EXCEPTIONS: Readonly<Record<string, ConformanceException>> = {
  'merge-079': {
    decision: NO_TAGS,
    expected: unchanged('t', 'STRING', 'hello', 'MUTABLE_ON_START', 'RESTART'),
  },
  'merge-097': { decision: NO_TAGS, expected: unchanged('t', 'STRING', 'hello', 'IMMUTABLE', 'RESTART') },
  'merge-106': { decision: NO_TAGS, expected: unchanged('t', 'STRING', 'hello', 'CONSTANT', 'RESTART') },
  'merge-157': {
    decision: NO_TAGS,
    expected: unchanged('sm', 'STRING_MAP', { a: '1' }, 'CONSTANT', 'LAUNCH'),
  },
  'merge-158': { decision: NO_BYPASS, expected: refused },
  'merge-159': { decision: NO_BYPASS, expected: refused },
  'merge-160': { decision: NO_BYPASS, expected: refused },
};
