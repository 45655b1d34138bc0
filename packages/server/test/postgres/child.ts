import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const SOURCES = fileURLToPath(new URL('../../src/postgres', import.meta.url));

const PROGRAM = `
import { startEmbedded } from './embedded.js';
const say = (fields) => process.stdout.write(JSON.stringify(fields) + '\\n');
const log = { info: () => {}, warn: () => {}, error: () => {} };
try {
  const server = await startEmbedded({ home: process.argv[2], log, settings: { fsync: 'off' } });
  say({ url: server.url, pid: server.pid() });
  process.on('SIGTERM', () => server.stop().then(() => process.exit(0)));
  setInterval(() => {}, 1_000_000);
} catch (error) {
  say({ code: error.code, message: error.message });
  process.exit(1);
}
`;

/** Makes `folder` hold this package's sources as JavaScript, so that Node 20 can run them in another process. */
export async function compileSources(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const names = (await readdir(SOURCES)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  for (const name of names) {
    const { outputText } = ts.transpileModule(await readFile(join(SOURCES, name), 'utf8'), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    });
    await writeFile(join(folder, name.replace(/\.ts$/, '.js')), outputText);
  }
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'program.js'), PROGRAM);
}

export interface RondoChild {
  readonly process: ChildProcess;
  /** Where its server is, or why it has none. */
  readonly answer: { url: string; pid: number; code: string; message: string };
}

/** Starts another process that runs an embedded PostgreSQL on `home`, as `uid` if given; resolves when it knows how that went. */
export async function startChild(folder: string, home: string, uid?: number): Promise<RondoChild> {
  const child = spawn(process.execPath, [join(folder, 'program.js'), home], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: '/',
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(() => once(lines, 'line', { signal: AbortSignal.timeout(1_000) })),
  ]);
  return { process: child, answer: JSON.parse(String(line)) };
}

/** Sends `signal` and resolves when the process is gone. */
export async function endChild(child: RondoChild, signal: NodeJS.Signals): Promise<void> {
  if (child.process.exitCode !== null || child.process.signalCode !== null) return;
  const exited = once(child.process, 'exit');
  child.process.kill(signal);
  await exited;
}
