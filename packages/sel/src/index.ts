/** SEL, the expression language: text in, value out, within limits. */
export type {
  SelData,
  SelEnvironment,
  SelHost,
  SelInputs,
  SelLibraryType,
  SelResult,
  SelType,
} from './contract.ts';
export { SelError, type SelErrorCode, suggestion } from './errors.ts';
export { evaluate, parseExpressionText, prepare } from './evaluate.ts';
export { formatText } from './format-text.ts';
export { DEFAULT_LIMITS, type SelLimits } from './limits.ts';
export { freeNames, type Program, parse } from './program.ts';
export { run } from './run.ts';
export { TextCache } from './text-cache.ts';
export { doubleText } from './values/double-text.ts';
export { dataToJson as toJson } from './values/json.ts';
export { parseDouble, parseLongText } from './values/number-text.ts';
