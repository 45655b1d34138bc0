import type { Environment } from '@rondo/engine';
import type { Executor } from '../../executor/port.ts';
import type { Pool } from '../../postgres/client.ts';

/** What a change of a workflow works with. */
export interface DefinitionTools {
  readonly pool: Pool;
  readonly executor: Pick<Executor, 'prepareRun' | 'workflowChanged'>;
  /** The time and the ids for one change. */
  environment(): Environment;
}
