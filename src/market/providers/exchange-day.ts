import { type EpochDay, fromEpochDay, type IsoDate } from "../../platform/iso-date.ts";
import { newYorkDayAt } from "../calendar/new-york.ts";

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
  if (zone === "America/New_York") return (instant) => fromEpochDay(newYorkDayAt(instant));
  const format = zone === null ? null : formatOf(zone);
  if (format !== null) return (instant) => format.format(instant) as IsoDate;
  return (instant) => fromEpochDay(dayWithOffset(instant, offsetSeconds));
}

function dayWithOffset(instant: number, offsetSeconds: number): EpochDay {
  return Math.floor((instant + offsetSeconds * SECOND_MS) / DAY_MS);
}
