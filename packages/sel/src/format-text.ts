import type { SelData } from './contract.ts';
import { valueFrom } from './values/convert.ts';
import { textOf } from './values/text.ts';

/** The text form of spec 5.5: what `'' + value` gives inside an expression. */
export function formatText(data: SelData): string {
  return textOf(valueFrom(data, () => undefined));
}
