/** Whether a name is that of a time zone, such as `"Europe/Berlin"`. */
export function isZone(name: string): boolean {
  try {
    return formatOf(name) !== undefined;
  } catch {
    return false;
  }
}

/** Says that a time zone is not known, and which are. */
export function unknownZone(name: string): string {
  return `Time zone "${name}" is not known; use a name such as "UTC" or "Europe/Berlin".`;
}

/** Gives what a clock shows at an instant in a zone, as if it were UTC. */
export function wallTimeIn(zone: string, instant: number): number {
  // Zones change their clocks at full quarters of an hour.
  const quarter = Math.floor(instant / QUARTER);
  let known = shifts.get(zone);
  if (known?.quarter !== quarter) {
    known = { quarter, shift: shiftIn(zone, quarter * QUARTER) };
    shifts.set(zone, known);
  }
  return instant + known.shift;
}

/** The zone of the viewer, by its name. */
export function viewersZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function shiftIn(zone: string, instant: number): number {
  if (Number.isNaN(new Date(instant).getTime())) return 0;
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(instant)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  const wall = new Date(0);
  wall.setUTCFullYear(year, month - 1, day);
  wall.setUTCHours(hour, minute, second);
  return wall.getTime() - Math.floor(instant / 1000) * 1000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone: zone, calendar: 'gregory', hourCycle: 'h23' },
      ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
    formats.set(zone, format);
  }
  return format;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const shifts = new Map<string, { quarter: number; shift: number }>();
const QUARTER = 900_000;
