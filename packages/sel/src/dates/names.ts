/** English names by number, as US locales print them. */
export const MONTHS: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Monday first. */
export const WEEKDAYS: readonly string[] = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
];

export const HALF_DAYS: readonly string[] = ['AM', 'PM'];
export const ERAS: readonly string[] = ['BC', 'AD'];

export function shortName(name: string): string {
  return name.slice(0, 3);
}
