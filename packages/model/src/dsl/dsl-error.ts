import { RondoError } from '../error.ts';
import { formatPath } from '../validation/problem.ts';

/** A mistake in a YAML document; `path` leads to it through the keys and indexes as they are written. */
export class DslError extends RondoError {
  override readonly name = 'DslError';
  readonly path: readonly (string | number)[];

  constructor(path: readonly (string | number)[], message: string) {
    const where = formatPath(path);
    super('BAD_REQUEST', where === '' ? message : `${where} ${message}`);
    this.path = path;
  }
}
