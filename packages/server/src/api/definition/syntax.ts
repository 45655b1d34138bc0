import { type ParamDefinition, type ParamDefinitions, type Step, stepBody, stepKind } from '@rondo/model';
import { parseExpressionText, SelError } from '@rondo/sel';

/**
 * What does not parse in the expressions of steps and in the conditions between them, each by its field. They are evaluated
 * when a step runs, which is late to learn of a slip.
 */
export function syntaxErrors(steps: readonly Step[]): string[] {
  return steps.flatMap((step, index) => {
    const { params = {}, transition } = stepBody(step);
    const path = `workflow.steps[${index}].${stepKind(step)}`;
    const conditions = Object.entries(transition?.successors ?? {});
    return [
      ...paramErrors(params, `${path}.params`),
      ...conditions.flatMap(([id, text]) => textErrors(text, `${path}.transition.successors.${id}`)),
    ];
  });
}

function paramErrors(params: ParamDefinitions, path: string): string[] {
  return Object.entries(params).flatMap(([name, param]) => paramError(param, `${path}.${name}`));
}

function paramError({ type, expression, value }: ParamDefinition, path: string): string[] {
  if (expression !== undefined) return textErrors(expression, `${path}.expression`);
  return type === 'MAP' && value !== undefined ? paramErrors(value as ParamDefinitions, `${path}.value`) : [];
}

function textErrors(text: string, path: string): string[] {
  try {
    parseExpressionText(text);
    return [];
  } catch (error) {
    if (!(error instanceof SelError)) throw error;
    return [`${path} is not an expression: ${error.message}, in [${text}]`];
  }
}
