import { relative } from 'node:path';

/** A path as seen from here when it is below, else as it is. */
export function shortPath(path: string): string {
  const near = relative('', path);
  return near === '' || near.startsWith('..') ? path : near;
}
