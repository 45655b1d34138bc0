#!/usr/bin/env node
import { main } from '../dist/index.js';

const { argv, env, stdout, stderr } = process;
// Not process.exit: what was written to a pipe must arrive first.
process.exitCode = await main(argv.slice(2), { stdout, stderr, env });
