import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rondo-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  test('has a default for everything but the database, and cannot be changed', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      home: resolve('.rondo'),
      host: '127.0.0.1',
      port: 8080,
      log_level: 'info',
    });
    expect(config.database_url).toBeUndefined();
    expect(() => Object.assign(config, { port: 1 })).toThrow(TypeError);
  });

  test('a variable wins over the file, and the file over the default', () => {
    const file = fileWith('a.yaml', 'port: 9000\ncluster_name: from-file\n');
    const config = loadConfig({ RONDO_CONFIG: file, RONDO_PORT: '9001' });
    expect([config.port, config.cluster_name, config.log_level]).toEqual([9001, 'from-file', 'info']);
  });

  test('a JSON file is read too, and a home in it is meant from its folder', () => {
    const file = fileWith('a.json', '{"home": "data", "port": 9002}');
    expect(loadConfig({ RONDO_CONFIG: file })).toMatchObject({ home: join(folder, 'data'), port: 9002 });
  });

  test('an empty variable counts as unset', () => {
    expect(loadConfig({ RONDO_DATABASE_URL: '', RONDO_PORT: '' })).toMatchObject({ port: 8080 });
  });

  test('an unknown variable is an error that names the nearest one', () => {
    expect(problemsOf({ RONDO_DATABSE_URL: 'x' })).toEqual([
      'There is no setting RONDO_DATABSE_URL; did you mean RONDO_DATABASE_URL?',
    ]);
  });

  test('an unknown key in the file is an error that names the nearest one', () => {
    const file = fileWith('b.yaml', 'prot: 1\n');
    expect(problemsOf({ RONDO_CONFIG: file })).toEqual([
      `${file}: there is no setting prot; did you mean port?`,
    ]);
  });

  test('variables of steps, of the command line and of other programs are left alone', () => {
    const environment = { RONDO_URL: 'x', RONDO_PARAM_DATE: '1', RONDO_STEP_UUID: 'u', PATH: '/bin' };
    expect(problemsOf(environment)).toEqual([]);
  });

  test('every problem is reported at once, with the key, the value and the limit', () => {
    const problems = problemsOf({ RONDO_PORT: '70000', RONDO_LOG_LEVEL: 'loud', RONDO_LEASE_MS: 'soon' });
    expect(problems).toHaveLength(3);
    expect(problems.join('\n')).toMatch(/RONDO_PORT is "?70000"?: .*65535/);
    expect(problems.join('\n')).toMatch(/RONDO_LOG_LEVEL is "loud": .*info/);
  });

  test.each(['0.0.0.0', '::', '192.168.1.5', 'example.com', '127.evil.com'])(
    'refuses to listen on %s',
    (host) => {
      expect(problemsOf({ RONDO_HOST: host })).toEqual([expect.stringContaining('loopback only')]);
    },
  );

  test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('accepts the loopback host %s', (host) => {
    expect(loadConfig({ RONDO_HOST: host }).host).toBe(host);
  });

  test('does not show the password of a database URL that is wrong', () => {
    const [problem] = problemsOf({ RONDO_DATABASE_URL: 'mysql://me:secret@there/db' });
    expect(problem).toContain('RONDO_DATABASE_URL');
    expect(problem).not.toContain('secret');
  });

  test('a lease that a single late heartbeat would lose is refused', () => {
    expect(problemsOf({ RONDO_LEASE_MS: '1000', RONDO_HEARTBEAT_MS: '500' })).toEqual([
      expect.stringContaining('three times'),
    ]);
  });

  test('a file that is missing or is not YAML is named', () => {
    expect(problemsOf({ RONDO_CONFIG: '/nowhere.yaml' })).toEqual([expect.stringContaining('/nowhere.yaml')]);
    expect(problemsOf({ RONDO_CONFIG: fileWith('c.yaml', '- 1') })).toEqual([
      expect.stringContaining('keys and values'),
    ]);
  });
});
