import { assembleStepParams, assembleWorkflowParams } from '@rondo/engine';
import { type EnrichedExtras, RondoError, stepBody, stepKind, type Workflow } from '@rondo/model';

/** The params of a definition merged with the defaults, not evaluated (spec 2.3). */
export function enrichDefinition(workflow: Workflow): EnrichedExtras {
  const params = assembleWorkflowParams({ definition: workflow.params ?? {} });
  if (!params.ok) throw unusable(`workflow [${workflow.id}]`, params.error.message);
  const step_params: EnrichedExtras['step_params'] = {};
  for (const step of workflow.steps) {
    const body = stepBody(step);
    const type = 'type' in body ? body.type : stepKind(step);
    const merged = assembleStepParams({ type, definition: body.params ?? {} });
    if (!merged.ok) throw unusable(`step [${body.id}]`, merged.error.message);
    step_params[body.id] = merged.value;
  }
  return { workflow_params: params.value, step_params };
}

/** What was pushed was tried out; only newer defaults can make it unusable. */
function unusable(what: string, message: string): RondoError {
  return new RondoError('BAD_REQUEST', `the params of ${what} do not fit the defaults: ${message}`);
}
