// Checks the import rules of .dependency-cruiser.cjs over every package's sources. It fails when it saw no module:
// a cruise that looked at nothing also reports "no violations".
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const require = createRequire(import.meta.url);
const rules = require('../.dependency-cruiser.cjs');
const roots = readdirSync('packages').map((name) => `packages/${name}/src`);

const result = await cruise(
  roots,
  { ruleSet: rules, validate: true, ...rules.options, outputType: 'err' },
  {
    exportsFields: ['exports'],
    conditionNames: ['source', 'import', 'node', 'default'],
    extensions: ['.ts', '.tsx', '.js', '.json'],
  },
  { tsConfig: extractTSConfig('tsconfig.base.json') },
);

const seen = result.output.match(/(\d+) modules/)?.[1];
process.stdout.write(`${result.output.trim()}\n`);
if (!seen || Number(seen) < 20) {
  process.stderr.write(`import check saw ${seen ?? 'no'} modules: it is not looking at the sources\n`);
  process.exit(1);
}
process.exit(result.exitCode === 0 ? 0 : 1);
