// Adds to package-lock.json the packages of other platforms that `npm install` left out because the registry did not
// offer them at that moment. `npm ci` refuses a lock without them, on every platform. Run it after each `npm install`.
import { readFileSync, writeFileSync } from 'node:fs';

const SYSTEMS = /darwin|linux|win32|android|freebsd|openharmony|openbsd|netbsd|sunos|aix/;
const PROCESSORS = /arm64|x64|ia32|ppc64|riscv64|s390x|loong64|mips64el|wasm32|arm/;

function entryOf(name, version, isDev) {
  const os = SYSTEMS.exec(name)?.[0];
  const cpu = PROCESSORS.exec(name)?.[0];
  if (!os || !cpu)
    throw new Error(`${name} is not named for a platform: add it to package-lock.json by hand`);
  const libc = os === 'linux' && /musl|gnu/.test(name) ? [/musl/.test(name) ? 'musl' : 'glibc'] : undefined;
  return {
    version,
    cpu: [cpu],
    ...(isDev && { dev: true }),
    ...(libc && { libc }),
    optional: true,
    os: [os],
  };
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const missing = {};
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (lock.packages[`${path}/${key}`] || lock.packages[key]) continue;
    missing[key] = entryOf(name, version.replace(/^[\^~]/, ''), entry.dev);
  }
}
const sorted = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => (a < b ? -1 : 1));
lock.packages = Object.fromEntries(sorted);
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${Object.keys(missing).length} packages of other platforms added`);
