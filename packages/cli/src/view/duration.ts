/** A time span in words of at most two units: `0.4s`, `12.3s`, `2m 05s`, `1h 02m`, `3d 04h`. */
export function formatDuration(milliseconds: number): string {
  const tenths = Math.max(0, Math.round(milliseconds / 100));
  if (tenths < 600) return `${(tenths / 10).toFixed(1)}s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${pad(seconds % 60)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)}h ${pad(minutes % 60)}m`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)}d ${pad(hours % 24)}h`;
}

const pad = (value: number): string => String(value).padStart(2, '0');

/** How long something took, or has taken until `now`; empty when it has not started. All in epoch ms. */
export function elapsed(start: number | undefined, end: number | undefined, now: number): string {
  return start === undefined ? '' : formatDuration((end ?? now) - start);
}
