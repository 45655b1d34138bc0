import { describe, expect, it } from 'vitest';
import { runCommand } from '../test/run-command.ts';
import { EXIT_CODES } from './exit-code.ts';

// Nothing listens on port 1.
const nowhere = ['--server', 'http://127.0.0.1:1'];

describe('the command line', () => {
  it('lists every command and every exit code in its help', async () => {
    const { code, out } = await runCommand(['--help']);
    expect(code).toBe(0);
    for (const verb of ['start', 'demo', 'push', 'validate', 'list', 'run', 'status', 'logs', 'stop']) {
      expect(out).toContain(`  ${verb} `);
    }
    for (const { code: exitCode, meaning } of Object.values(EXIT_CODES)) {
      expect(out).toMatch(new RegExp(`${exitCode} +${meaning.replace(/[()]/g, '\\$&')}`));
    }
  });

  it('writes its version', async () => {
    expect(await runCommand(['--version'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  it.each([
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['run'], "missing required argument 'workflow'"],
    [['run', 'a', '--frob'], "unknown option '--frob'"],
    [['--output', 'xml', 'list'], 'Allowed choices are text, json'],
    [['--server', 'localhost:8080', 'list'], '--server must be an http or https URL'],
    [['push', '/nowhere/a.yaml'], 'there is no such file'],
    [['status', 'a:b'], 'must be a positive number'],
    [['list', '--limit', '0'], '--limit must be from 1 to 200'],
  ])('answers %j with exit code 2 and a reason', async (args, reason) => {
    const { code, out, err } = await runCommand(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(reason);
    expect(err).toMatch(/^rondo: /);
  });

  it('says how to get a server when none answers, and exits with 4', async () => {
    const { code, err } = await runCommand([...nowhere, 'list']);
    expect(code).toBe(4);
    expect(err).toContain('no Rondo server answers at http://127.0.0.1:1');
    expect(err).toContain('rondo start');
    expect(err).toContain('RONDO_SERVER');
  });

  it('takes the server from RONDO_SERVER, and --server before it', async () => {
    const env = { RONDO_SERVER: 'http://127.0.0.1:2' };
    expect((await runCommand(['list'], env)).err).toContain('127.0.0.1:2');
    expect((await runCommand([...nowhere, 'list'], env)).err).toContain('127.0.0.1:1');
  });

  it('writes an error as JSON when asked to, wherever the option stands', async () => {
    for (const args of [
      [...nowhere, '--output', 'json', 'list'],
      [...nowhere, 'list', '--output', 'json'],
    ]) {
      const { err } = await runCommand(args);
      expect(JSON.parse(err)).toMatchObject({ status: 'UNREACHABLE', message: expect.any(String) });
    }
  });
});
