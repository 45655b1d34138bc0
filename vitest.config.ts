import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Packages export their sources under the `source` condition, so that tests read no build output.
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
    globalSetup: ['packages/server/test/postgres/global-setup.ts'],
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    server: { deps: { inline: [/^@rondo\//] } },
  },
});
