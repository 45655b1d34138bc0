import type { Environment } from '@rondo/engine';
import type pg from 'pg';
import type { Executor } from '../../executor/port.ts';

/** What a change of a workflow works with. */
export interface DefinitionTools {
  readonly pool: pg.Pool;
  readonly executor: Pick<Executor, 'workflowChanged'>;
  /** The time and the ids for one change. */
  environment(): Environment;
}
