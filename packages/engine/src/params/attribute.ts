import type { Parameters } from '@rondo/model';
import { attempt, fail, type ParamResult } from './result.ts';
import { interpolate, literalReferences, shorten } from './value/interpolation.ts';
import { ownEntry } from './value/record.ts';
import { interpolatedText, typedResult } from './value/typed-value.ts';

/** The text of an attribute (timeout, retry setting, alerting) with workflow params put in (20.4). */
export function interpolateAttribute(text: string, workflowParams: Parameters): ParamResult<string> {
  if (!text.includes('$')) return { ok: true, value: text };
  return attempt(() => {
    const texts = new Map<string, string>();
    for (const name of literalReferences(text)) texts.set(name, textOf(name, text, workflowParams));
    return interpolate(text, (name) => texts.get(name));
  });
}

function textOf(name: string, text: string, workflowParams: Parameters): string {
  const param = ownEntry(workflowParams, name);
  if (param?.evaluated_time !== undefined) return interpolatedText(typedResult(param));
  const reason = param ? 'is not evaluated' : 'is not a workflow param';
  return fail('VALIDATION', `[${name}] in the attribute [${shorten(text)}] ${reason}`);
}
