/** Who may import whom: the packages, then the folders of `server`. See ARCHITECTURE.md. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  comment: `${from} may import only: ${allowed.join(', ') || 'nothing'}`,
  from: { path: from, pathNot: '\\.test\\.ts$' },
  to: { pathNot: [from, ...allowed] },
});

const inServer = (folder, forbidden, except = []) => ({
  name: `server-${folder}`,
  severity: 'error',
  from: { path: `^packages/server/src/${folder}/`, pathNot: '\\.test\\.ts$' },
  to: {
    path: forbidden.map((name) => `^packages/server/src/${name}/`),
    pathNot: except.map((file) => `^packages/server/src/${file}`),
  },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only('sel-imports-no-package', '^packages/sel/src/', ['@js-joda']),
    only('model-imports', '^packages/model/src/', ['/zod/']),
    only('engine-imports', '^packages/engine/src/', ['^packages/(model|sel)/']),
    only('sdk-imports', '^packages/sdk/src/', ['^packages/model/', '/eventsource-parser/']),
    {
      name: 'cli-imports',
      severity: 'error',
      from: { path: '^packages/cli/src/' },
      to: { path: '^packages/(engine|sel)/' },
    },
    inServer('api', ['step-runtimes', 'runners', 'maintenance', 'postgres'], ['postgres/client.ts']),
    inServer('executor', ['api', 'logs', 'runners', 'maintenance'], ['logs/log-store.ts']),
    inServer('storage', ['api', 'executor', 'step-runtimes', 'runners', 'logs', 'maintenance']),
    inServer('postgres', ['api', 'executor', 'storage', 'step-runtimes', 'runners', 'logs', 'maintenance']),
    inServer('step-runtimes', ['api', 'executor', 'storage', 'postgres', 'maintenance']),
    inServer('runners', ['api', 'executor', 'storage', 'postgres', 'step-runtimes', 'maintenance']),
    inServer('logs', ['api', 'executor', 'storage', 'postgres', 'step-runtimes', 'runners', 'maintenance']),
    inServer(
      'maintenance',
      ['api', 'executor', 'step-runtimes', 'runners', 'logs', 'postgres'],
      ['runners/runner.ts', 'logs/attempt-path.ts', 'postgres/client.ts'],
    ),
    {
      name: 'sql-only-in-storage-and-postgres',
      severity: 'error',
      from: {
        path: '^packages/server/src/',
        pathNot: ['^packages/server/src/(storage|postgres)/', '\\.test\\.ts$'],
      },
      to: { path: 'node_modules/(pg|node-pg-migrate)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.test\\.ts$' },
    tsPreCompilationDeps: true,
  },
};
