import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { exchangeDays } from "../../../src/market/providers/exchange-day.ts";

const HOUR = 3_600;
const at = (instant: string) => Date.parse(instant);

/** Zones with the last instant of a day and the first of the next, by the zones' own laws. */
const MIDNIGHTS: readonly (readonly [zone: string, day: string, next: string, midnight: string])[] = [
  ["America/New_York", "2026-05-28", "2026-05-29", "2026-05-29T04:00:00Z"],
  ["America/New_York", "2026-01-05", "2026-01-06", "2026-01-06T05:00:00Z"],
  ["America/New_York", "1962-01-01", "1962-01-02", "1962-01-02T05:00:00Z"],
  ["America/New_York", "1989-12-31", "1990-01-01", "1990-01-01T05:00:00Z"],
  ["America/New_York", "2100-12-30", "2100-12-31", "2100-12-31T05:00:00Z"],
  ["Europe/London", "2026-05-28", "2026-05-29", "2026-05-28T23:00:00Z"],
  ["Europe/London", "2026-01-05", "2026-01-06", "2026-01-06T00:00:00Z"],
  ["Asia/Tokyo", "2026-05-28", "2026-05-29", "2026-05-28T15:00:00Z"],
  ["Asia/Kolkata", "2026-05-28", "2026-05-29", "2026-05-28T18:30:00Z"],
  ["Australia/Sydney", "2026-01-05", "2026-01-06", "2026-01-05T13:00:00Z"],
  ["UTC", "1969-12-31", "1970-01-01", "1970-01-01T00:00:00Z"],
];

describe("the exchange's day", () => {
  test.each(MIDNIGHTS.map((each) => [...each]))("in %s ends after %s", (zone, day, next, midnight) => {
    // An offset beside a zone that is known is not used.
    const dayOf = exchangeDays(zone, 9 * HOUR);
    expect([dayOf(at(midnight) - 1), dayOf(at(midnight))].map(String)).toEqual([day, next]);
  });

  test("of New York is ICU's, in every year that a provider may tell of", () => {
    const parts = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
    const format = new Intl.DateTimeFormat("en-US", { timeZone: "America/New_York", ...parts });
    const dayOf = exchangeDays("America/New_York", 0);
    const instants = fc.integer({ min: at("1900-01-01T00:00:00Z"), max: at("2100-01-01T00:00:00Z") });
    fc.assert(
      fc.property(instants, (instant) => {
        const [month, day, year] = format.format(instant).split("/");
        expect<string>(dayOf(instant)).toBe(`${year}-${month}-${day}`);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([[null], ["Mars/Olympus_Mons"], [""]])("where the zone is %p is told by the offset", (zone) => {
    const days = (seconds: number, midnight: string) => {
      const dayOf = exchangeDays(zone, seconds);
      return [dayOf(at(midnight) - 1), dayOf(at(midnight))].map(String);
    };
    expect(days(-5 * HOUR, "2026-05-29T05:00:00Z")).toEqual(["2026-05-28", "2026-05-29"]);
    expect(days(5.5 * HOUR, "2026-05-28T18:30:00Z")).toEqual(["2026-05-28", "2026-05-29"]);
    expect(days(0, "1962-01-02T00:00:00Z")).toEqual(["1962-01-01", "1962-01-02"]);
  });
});
