const PASSED_ON = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR'];

/** The variables of the server that a job may see: where programs and files are, and the language. Never a secret. */
export function passedOnEnvironment(
  host: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(host)) {
    if (value !== undefined && (PASSED_ON.includes(name) || name.startsWith('LC_'))) passed[name] = value;
  }
  passed.PATH ??= '/usr/local/bin:/usr/bin:/bin';
  return passed;
}
