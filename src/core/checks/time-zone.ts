/** Whether it is the name of a time zone: `Europe/Berlin`, `UTC`. An offset such as `+02:00` is none. */
export function isTimeZone(value: unknown): value is string {
  if (typeof value !== 'string' || !/^[a-z]/i.test(value)) return false;
  const name = value.toLowerCase();
  if (known.has(name)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
  } catch {
    return false;
  }
  known.add(name);
  return true;
}

/** Those that were asked for: a format takes long to make, and a config may name one in each column. */
const known = new Set<string>();

export const TIME_ZONE_RULE = 'the IANA name of a time zone, such as "UTC" or "Europe/Berlin"';
