import { RondoError } from '@rondo/model';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Throws FORBIDDEN when a request asks for a host that this server is not. Without it a web page whose name an
 * attacker points at this machine could use the API through its visitor's browser, as if it were its own server.
 */
export function checkHost(header: string | undefined, ownHost: string): void {
  if (header === undefined) return;
  const name = header.replace(/:\d+$/, '').toLowerCase();
  if (LOOPBACK.has(name) || name.endsWith('.localhost') || name === ownHost.toLowerCase()) return;
  throw new RondoError('FORBIDDEN', `this server does not answer for the host [${name}]`);
}
