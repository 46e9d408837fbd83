import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import { newYorkClockAt, newYorkInstant } from "../../../src/market/calendar/new-york.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";

const HOUR_MS = 3_600_000;

const icu = new Intl.DateTimeFormat("en-CA", {
  timeZone: "America/New_York",
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
});

function icuReading(instantMs: number): string {
  const parts = new Map(icu.formatToParts(instantMs).map((part) => [part.type, part.value]));
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  return `${of("year")}-${of("month")}-${of("day")} ${of("hour")}:${of("minute")}`;
}

function ourReading(instantMs: number): string {
  const clock = newYorkClockAt(instantMs);
  const pad = (value: number) => String(value).padStart(2, "0");
  return `${clock.date} ${pad(Math.floor(clock.minutes / 60))}:${pad(clock.minutes % 60)}`;
}

describe("New York's clock against ICU, 1990 to 2100", () => {
  test("on every day at noon, and on both sides of every change of the clock", () => {
    const weekdays = calendarOf("everyday").sessionsBetween(isoDate("1990-01-01"), isoDate("2100-12-31"));
    let changes = 0;
    let before = "";
    for (const date of weekdays) {
      const noon = newYorkInstant(date, 720);
      if (icuReading(noon) !== `${date} 12:00`) throw new Error(`noon of ${date} is ${icuReading(noon)}`);
      const utcHour = String((noon / HOUR_MS) % 24);
      if (before !== "" && utcHour !== before) {
        changes += 1;
        for (let hour = -14; hour <= 2; hour++) {
          for (const ms of [noon + hour * HOUR_MS, noon + hour * HOUR_MS - 1]) {
            if (ourReading(ms) !== icuReading(ms))
              throw new Error(`${ms}: ${ourReading(ms)}, ${icuReading(ms)}`);
          }
        }
      }
      before = utcHour;
    }
    expect(changes).toBe(2 * 111);
  });

  test("at any instant", () => {
    const first = newYorkInstant(isoDate("1990-01-01"), 0);
    const last = newYorkInstant(isoDate("2100-12-31"), 1439);
    fc.assert(
      fc.property(fc.integer({ min: first, max: last }), (instant) => {
        expect(ourReading(instant)).toBe(icuReading(instant));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("both changes of the clock", () => {
  test.each([
    // The rules before 2007: first Sunday of April to last Sunday of October.
    ["2006-04-01", 720, "2006-04-01T17:00:00.000Z"],
    ["2006-04-02", 720, "2006-04-02T16:00:00.000Z"],
    ["2006-10-28", 720, "2006-10-28T16:00:00.000Z"],
    ["2006-10-29", 720, "2006-10-29T17:00:00.000Z"],
    // Since 2007: second Sunday of March to first Sunday of November.
    ["2025-03-08", 720, "2025-03-08T17:00:00.000Z"],
    ["2025-03-09", 720, "2025-03-09T16:00:00.000Z"],
    ["2025-11-01", 720, "2025-11-01T16:00:00.000Z"],
    ["2025-11-02", 720, "2025-11-02T17:00:00.000Z"],
    ["2025-03-09", 119, "2025-03-09T06:59:00.000Z"],
    ["2025-03-09", 150, "2025-03-09T07:30:00.000Z"], // skipped: 02:30 is 03:30
    ["2025-03-09", 180, "2025-03-09T07:00:00.000Z"],
    ["2025-11-02", 59, "2025-11-02T04:59:00.000Z"],
    ["2025-11-02", 90, "2025-11-02T05:30:00.000Z"], // comes twice: the first
    ["2025-11-02", 120, "2025-11-02T07:00:00.000Z"],
  ])("%s, minute %i, is %s", (date, minutes, instant) => {
    expect(new Date(newYorkInstant(isoDate(date), minutes)).toISOString()).toBe(instant);
  });

  test("the hour that comes twice is read as such both times", () => {
    expect(ourReading(Date.parse("2025-11-02T05:30:00Z"))).toBe("2025-11-02 01:30");
    expect(ourReading(Date.parse("2025-11-02T06:30:00Z"))).toBe("2025-11-02 01:30");
  });
});

test("an instant's milliseconds are kept", () => {
  expect(newYorkClockAt(Date.parse("2025-07-03T17:29:59.999Z"))).toEqual({
    date: isoDate("2025-07-03"),
    minutes: 13 * 60 + 29,
    milliseconds: 59_999,
  });
});

test("the bounds are New York's years", () => {
  expect(ourReading(Date.parse("1990-01-01T05:00:00Z"))).toBe("1990-01-01 00:00");
  expect(() => newYorkClockAt(Date.parse("1990-01-01T04:59:59.999Z"))).toThrow(/1989.*1990 to 2100/);
  expect(ourReading(Date.parse("2101-01-01T04:59:00Z"))).toBe("2100-12-31 23:59");
  expect(() => newYorkClockAt(Date.parse("2101-01-01T05:00:00Z"))).toThrow(/2101.*1990 to 2100/);
  expect(() => newYorkInstant(isoDate("1989-12-31"), 0)).toThrow(/1989/);
});
