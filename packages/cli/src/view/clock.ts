/** Writes moments in one time zone, and always says which. */
export interface Clock {
  /** `2026-11-22 23:04:05 UTC` */
  dateTime(epochMillis: number): string;
  /** `23:04:05 UTC` */
  time(epochMillis: number): string;
}

/** A clock of an IANA zone, by default the one that the process runs in. */
export function clockOf(timeZone?: string): Clock {
  const zone = timeZone === undefined ? {} : { timeZone };
  const format = new Intl.DateTimeFormat('en-CA', {
    ...zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
  const partsOf = (epochMillis: number): Record<string, string> =>
    Object.fromEntries(format.formatToParts(epochMillis).map(({ type, value }) => [type, value]));
  const time = (parts: Record<string, string>): string =>
    `${parts.hour}:${parts.minute}:${parts.second} ${parts.timeZoneName}`;
  return {
    dateTime(epochMillis) {
      const parts = partsOf(epochMillis);
      return `${parts.year}-${parts.month}-${parts.day} ${time(parts)}`;
    },
    time: (epochMillis) => time(partsOf(epochMillis)),
  };
}
