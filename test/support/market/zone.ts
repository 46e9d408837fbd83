import { fromEpochDay, type IsoDate, toEpochDay } from "../../../src/platform/iso-date.ts";

/*
 * Exchanges' clocks by ICU's zones. Not by src/market/calendar/new-york.ts, so that a fault in one of the two shows as a
 * difference between what the fake providers say and what the desk reads.
 */

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * HOUR_MS;

interface Zone {
  readonly offset: Intl.DateTimeFormat;
  readonly name: Intl.DateTimeFormat;
  /** Offsets by the hour since 1970 that they apply to: Intl costs microseconds, and a market has a million bars. */
  readonly known: Map<number, number>;
}

const zones = new Map<string, Zone>();

function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (zone === undefined) {
    // Only British English knows GMT and BST, only American English EST and EDT.
    const locale = name.startsWith("America/") ? "en-US" : "en-GB";
    zone = {
      offset: new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" }),
      name: new Intl.DateTimeFormat(locale, { timeZone: name, timeZoneName: "short" }),
      known: new Map(),
    };
    zones.set(name, zone);
  }
  return zone;
}

function zonePart(format: Intl.DateTimeFormat, instantMs: number): string {
  return format.formatToParts(instantMs).find((part) => part.type === "timeZoneName")?.value ?? "";
}

function offsetMs(name: string, instantMs: number): number {
  const zone = zoneOf(name);
  const hour = Math.floor(instantMs / HOUR_MS);
  let offset = zone.known.get(hour);
  if (offset === undefined) {
    const match = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(zonePart(zone.offset, instantMs));
    const minutes = Number(match?.[2] ?? 0) * 60 + Number(match?.[3] ?? 0);
    offset = (match?.[1] === "-" ? -minutes : minutes) * MINUTE_MS;
    zone.known.set(hour, offset);
  }
  return offset;
}

/** How many seconds a zone (IANA name) is ahead of UTC at an instant (ms). */
export function offsetSeconds(zone: string, instantMs: number): number {
  return offsetMs(zone, instantMs) / 1000;
}

/** What a zone calls its time at an instant (ms): EST, EDT, GMT, BST, UTC. */
export function zoneName(zone: string, instantMs: number): string {
  return zonePart(zoneOf(zone).name, instantMs);
}

/** A zone's own day at an instant (ms). */
export function dayIn(zone: string, instantMs: number): IsoDate {
  return fromEpochDay(Math.floor((instantMs + offsetMs(zone, instantMs)) / DAY_MS));
}

/** The instant (ms) at which a zone's clocks show so many minutes (0 to 1440) after midnight of a day. */
export function instantIn(zone: string, date: IsoDate, minutes: number): number {
  const wall = toEpochDay(date) * DAY_MS + minutes * MINUTE_MS;
  return wall - offsetMs(zone, wall - offsetMs(zone, wall));
}
