import { expect, test } from 'vitest';
import { checkHost } from './host-check.ts';

test.each(['localhost:8080', '127.0.0.1', '[::1]:8080', 'rondo.localhost', 'BOX.lan:1'])(
  'a request for %s is answered by a server on box.lan',
  (header) => {
    expect(() => checkHost(header, 'box.lan')).not.toThrow();
  },
);

test.each(['evil.example', 'localhost.evil.example:8080', '127.0.0.1.evil.example', '192.168.0.1'])(
  'a request for %s is refused',
  (header) => {
    expect(() => checkHost(header, '127.0.0.1')).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  },
);
