import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { NightdeskError } from "../../src/platform/errors.ts";
import {
  addDays,
  epochDayOf,
  formatIsoDate,
  fromEpochDay,
  isLeapYear,
  isoDate,
  toEpochDay,
  tryIsoDate,
  weekdayOf,
  yearOf,
} from "../../src/platform/iso-date.ts";

const MS_PER_DAY = 86_400_000;
const FIRST = Date.UTC(1900, 0, 1) / MS_PER_DAY;
const LAST = Date.UTC(2200, 11, 31) / MS_PER_DAY;
const anyDay = fc.integer({ min: FIRST, max: LAST });

test("every day from 1900 to 2200 agrees with the platform's own UTC dates", () => {
  for (let day = FIRST; day <= LAST; day += 1) {
    const host = new Date(day * MS_PER_DAY);
    const text = host.toISOString().slice(0, 10);
    const agrees =
      fromEpochDay(day) === text &&
      toEpochDay(isoDate(text)) === day &&
      weekdayOf(day) === host.getUTCDay() &&
      epochDayOf(host.getUTCFullYear(), host.getUTCMonth() + 1, host.getUTCDate()) === day;
    if (!agrees) throw new Error(`${text} is not ${fromEpochDay(day)}, or not on that weekday`);
  }
});

test("days of four-digit years outside of that range agree too", () => {
  const far = fc.integer({ min: -719_528, max: 2_932_896 });
  fc.assert(
    fc.property(far, (day) => {
      const text = new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
      expect(fromEpochDay(day) as string).toBe(text);
      expect(toEpochDay(isoDate(text))).toBe(day);
    }),
  );
});

test("adding days is moving along the epoch days, and text order is time order", () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: -40_000, max: 40_000 }), (day, by) => {
      const [from, to] = [fromEpochDay(day), fromEpochDay(day + by)];
      expect(addDays(from, by)).toBe(to);
      expect(addDays(to, -by)).toBe(from);
      expect(from < to).toBe(by > 0);
      expect(yearOf(to)).toBe(new Date((day + by) * MS_PER_DAY).getUTCFullYear());
    }),
  );
});

test("a year is a leap year where it has a 29th of February", () => {
  for (let year = 1900; year <= 2200; year += 1) {
    expect(isLeapYear(year)).toBe(new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1);
    expect(tryIsoDate(formatIsoDate(year, 2, 29)) !== null).toBe(isLeapYear(year));
  }
  expect([1900, 2000, 2024, 2100].map(isLeapYear)).toEqual([false, true, true, false]);
});

describe("text that is no day", () => {
  const bad = [
    "",
    "2025-02-29",
    "2025-02-30",
    "2025-04-31",
    "2025-00-10",
    "2025-13-01",
    "2025-01-00",
    "2025-01-32",
    "2025-1-1",
    "25-01-01",
    "20250101",
    "2025/01/01",
    "01-02-2025",
    " 2025-01-01",
    "2025-01-01 ",
    "2025-01-01\n",
    "2025-01-01T00:00:00Z",
    "+2025-01-01",
    "٢٠٢٥-٠١-٠١",
    "yesterday",
  ];

  test.each(bad)("%p", (text) => {
    expect(tryIsoDate(text)).toBeNull();
    let fault: unknown;
    try {
      isoDate(text);
    } catch (thrown) {
      fault = thrown;
    }
    expect(fault).toBeInstanceOf(NightdeskError);
    expect((fault as NightdeskError).code).toBe("bad_date");
  });

  test("a long one is not repeated whole", () => {
    expect(() => isoDate("x".repeat(5000))).toThrow(/^"x{40}" is not a day/);
  });

  test("no day but the 365 or 366 of a year is taken", () => {
    const parts = fc.tuple(fc.integer({ min: 1900, max: 2200 }), fc.nat(19), fc.nat(39));
    fc.assert(
      fc.property(parts, ([year, month, day]) => {
        const text = formatIsoDate(year, month, day);
        const host = new Date(Date.UTC(year, month - 1, day));
        const exists = host.getUTCMonth() === month - 1 && host.getUTCDate() === day;
        expect(tryIsoDate(text) !== null).toBe(exists && month >= 1);
      }),
      { numRuns: 2000 },
    );
  });
});
