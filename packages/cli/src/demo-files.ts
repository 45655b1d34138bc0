import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from './problem.ts';

/** Where the files of the demo are; absolute paths. */
export interface DemoFiles {
  readonly definition: string;
  readonly code: string;
  readonly data: string;
}

/** Finds the example and its data in the checkout that this code belongs to; throws UsageError when they are missing. */
export async function findDemoFiles(): Promise<DemoFiles> {
  // The same from the sources and from the build.
  const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
  const code = join(root, 'examples', 'flight-delays');
  const files = {
    definition: join(code, 'workflow.yaml'),
    code,
    data: join(root, 'node_modules', 'vega-datasets', 'data', 'flights-3m.parquet'),
  };
  for (const path of Object.values(files)) {
    await access(path).catch(() => {
      throw new UsageError(
        `the demo needs ${path}: run it in a checkout of Rondo's repository, after npm install`,
      );
    });
  }
  return files;
}
