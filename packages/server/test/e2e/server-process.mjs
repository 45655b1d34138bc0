// A server process of its own: `HOME DATABASE_URL`. Tells where it listens.
import { createLogger, loadConfig, startServer } from '@rondo/server';

const [home, databaseUrl] = process.argv.slice(2);
const server = await startServer({
  config: loadConfig({
    RONDO_HOME: home,
    RONDO_DATABASE_URL: databaseUrl,
    RONDO_NODE_NAME: 'mortal',
    RONDO_PORT: '0',
    RONDO_POLL_DELAY_MS: '50',
  }),
  log: createLogger('error'),
});
process.send(server.url);
