import { type EpochDay, fromEpochDay, type IsoDate } from "../../platform/iso-date.ts";
import { newYorkDayAt } from "../calendar/new-york.ts";
import { FIRST_DAY, LAST_DAY } from "../calendar/years.ts";

const DAY_MS = 86_400_000;
const SECOND_MS = 1_000;

const formats = new Map<string, Intl.DateTimeFormat | null>();

function formatOf(zone: string): Intl.DateTimeFormat | null {
  let format = formats.get(zone);
  if (format === undefined) {
    try {
      const parts = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
      format = new Intl.DateTimeFormat("en-CA", { timeZone: zone, ...parts });
    } catch {
      // A name that the zone tables of this build do not know: the offset beside it must do.
      format = null;
    }
    formats.set(zone, format);
  }
  return format;
}

/**
 * Tells the exchange's own day of an instant (UTC ms).
 * @param zone The exchange's IANA zone, null if it is not told; then `offsetSeconds` east of UTC stands for it.
 */
export function exchangeDays(zone: string | null, offsetSeconds: number): (instant: number) => IsoDate {
  const byOffset = (instant: number) => fromEpochDay(dayWithOffset(instant, offsetSeconds));
  const format = zone === null ? null : formatOf(zone);
  const byZone = format === null ? byOffset : (instant: number) => format.format(instant) as IsoDate;
  if (zone !== "America/New_York") return byZone;
  // What first traded before the calendars' years (IBM: in 1962) is told as well.
  return (instant) => (isOfCalendars(instant) ? fromEpochDay(newYorkDayAt(instant)) : byZone(instant));
}

/** Whether an instant lies well within the calendars' years, whatever the zone. */
function isOfCalendars(instant: number): boolean {
  return instant >= (FIRST_DAY + 1) * DAY_MS && instant < LAST_DAY * DAY_MS;
}

function dayWithOffset(instant: number, offsetSeconds: number): EpochDay {
  return Math.floor((instant + offsetSeconds * SECOND_MS) / DAY_MS);
}
